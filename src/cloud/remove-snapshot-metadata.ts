import { deleteSnapshotMetadata } from "#openstack/block-storage/snapshots.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import { unlessAbsent } from "./by-name-or-id.ts";

/** Takes one key from a snapshot. A key or a snapshot that is not there is as good; an answer that was lost: run it again. */
export async function removeSnapshotMetadata(
  client: ServiceClient,
  snapshotId: string,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  await unlessAbsent(deleteSnapshotMetadata(client, snapshotId, key, { signal }));
}
