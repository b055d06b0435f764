import { listSnapshots } from "#openstack/block-storage/snapshots.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";

/** Snapshots of a volume, ours and others'. */
export const snapshotsOfVolume = (client: ServiceClient): Pick<CloudPort, "snapshotsOfVolume"> => ({
  snapshotsOfVolume: async (volume_id, signal) =>
    (await listSnapshots(client, { volume_id }, { signal })).map(({ id, name, metadata }) => ({
      id,
      volumeId: volume_id,
      name: name ?? undefined,
      metadata,
    })),
});
