import { streamSnapshots } from "#openstack/block-storage/snapshots.ts";
import { OpenStackError } from "#openstack/errors.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";

/** Tries of the whole list in all. */
const ATTEMPTS = 3;

/**
 * Group snapshots have no metadata, so the stamps on their members are what they are found by; a member that was renamed since
 * has its stamp still. A list that changes under way may be answered with 404 for its marker: then it is read anew, and what was
 * told is not told again.
 */
export const stampedSets = (client: ServiceClient): Pick<CloudPort, "stampedSets"> => ({
  async *stampedSets(instance, signal) {
    const told = new Set<string>();
    for (let attempt = 1; ; attempt += 1) {
      try {
        for await (const page of streamSnapshots(client, {}, { signal }))
          for (const { group_snapshot_id, metadata } of page) {
            if (group_snapshot_id == null || told.has(group_snapshot_id)) continue;
            if (metadata["freezeframe:instance"] !== instance) continue;
            told.add(group_snapshot_id);
            yield { groupSnapshotId: group_snapshot_id, point: metadata["freezeframe:point"] ?? "" };
          }
        return;
      } catch (error) {
        if (!(error instanceof OpenStackError) || error.status !== 404 || attempt >= ATTEMPTS) throw error;
      }
    }
  },
});
