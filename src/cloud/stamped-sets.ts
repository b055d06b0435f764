import { listSnapshots } from "#openstack/block-storage/snapshots.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { CloudPort } from "#workflows/ports.ts";

/**
 * Group snapshots have no metadata, so the stamps on their members are what they are found by; a member that was renamed since
 * has its stamp still.
 */
export const stampedSets = (client: ServiceClient): Pick<CloudPort, "stampedSets"> => ({
  async *stampedSets(instance, signal) {
    const told = new Set<string>();
    for (const { group_snapshot_id, metadata } of await listSnapshots(client, {}, { signal })) {
      if (group_snapshot_id == null || told.has(group_snapshot_id)) continue;
      if (metadata["freezeframe:instance"] !== instance) continue;
      told.add(group_snapshot_id);
      yield { groupSnapshotId: group_snapshot_id, point: metadata["freezeframe:point"] ?? "" };
    }
  },
});
