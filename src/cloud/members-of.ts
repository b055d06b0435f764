import type { MemberSnapshot } from "#domain/cloud.ts";
import { showGroupSnapshot } from "#openstack/block-storage/group-snapshots.ts";
import { listSnapshots, type Snapshot } from "#openstack/block-storage/snapshots.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import { unlessAbsent } from "./by-name-or-id.ts";
import { memberFrom } from "./to-domain.ts";

/**
 * All member snapshots of a group snapshot, those of volumes outside `volumeIds` too. Cinder gives no such list: the
 * members are found by the name that they take from their group snapshot (cinder/group/api.py
 * `create_group_snapshot`), and by volume where one was renamed since; `group_snapshot_id` decides.
 */
export async function membersOf(
  client: ServiceClient,
  groupSnapshotId: string,
  volumeIds: readonly string[],
  signal: AbortSignal,
): Promise<MemberSnapshot[]> {
  const isMember = (snapshot: Snapshot) => snapshot.group_snapshot_id === groupSnapshotId;
  const groupSnapshot = await unlessAbsent(showGroupSnapshot(client, groupSnapshotId, { signal }));
  const name = groupSnapshot?.name || undefined;
  const named = name === undefined ? [] : await listSnapshots(client, { name }, { signal });
  const members = new Map(named.filter(isMember).map((snapshot) => [snapshot.id, snapshot]));
  const found = new Set([...members.values()].map((snapshot) => snapshot.volume_id));
  const missing = volumeIds.filter((volumeId) => !found.has(volumeId));
  const perVolume = await Promise.all(
    missing.map((volume_id) => listSnapshots(client, { volume_id }, { signal })),
  );
  for (const snapshot of perVolume.flat().filter(isMember)) members.set(snapshot.id, snapshot);
  return [...members.values()].map(memberFrom);
}
