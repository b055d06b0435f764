import type { QuotaUse } from "#domain/cloud.ts";
import { countGroups } from "#openstack/block-storage/groups.ts";
import { type QuotaSet, showQuotaSet, Usage } from "#openstack/block-storage/quota-sets.ts";
import { listSnapshots } from "#openstack/block-storage/snapshots.ts";
import { summarizeVolumes } from "#openstack/block-storage/volumes.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { RestoreQuota } from "#workflows/restore-cloud-port.ts";
import { usageFrom } from "./to-domain.ts";

/** Cinder's figures beside a count of what is there: see `CountedQuota`. */
export async function restoreQuotaOf(client: ServiceClient, signal: AbortSignal): Promise<RestoreQuota> {
  const [set, volumes, snapshots, groups] = await Promise.all([
    client.projectId(signal).then((projectId) => showQuotaSet(client, projectId, { signal })),
    summarizeVolumes(client, { signal }),
    listSnapshots(client, {}, { signal }),
    countGroups(client, { signal }),
  ]);
  const sizes = snapshots.filter(({ consumes_quota }) => consumes_quota !== false).map(({ size }) => size);
  return {
    volumes: { ...usageFrom(set.volumes), counted: volumes.count },
    gigabytes: { ...usageFrom(set.gigabytes), counted: sizes.reduce((sum, size) => sum + size, volumes.gib) },
    groups: set.groups && { ...usageFrom(set.groups), counted: groups },
    perType: perTypeOf(set),
  };
}

/** Keys `volumes_<type>` and `gigabytes_<type>`: cinder/quota.py `VolumeTypeQuotaEngine`. */
function perTypeOf(set: QuotaSet): RestoreQuota["perType"] {
  const found: Record<string, { volumes: QuotaUse; gigabytes: QuotaUse }> = {};
  for (const [key, value] of Object.entries(set)) {
    const [, type] = /^volumes_(.+)$/.exec(key) ?? [];
    if (type === undefined) continue;
    const volumes = Usage.safeParse(value).data;
    const gigabytes = Usage.safeParse(set[`gigabytes_${type}`]).data;
    if (volumes === undefined || gigabytes === undefined) continue;
    if (volumes.limit < 0 && gigabytes.limit < 0) continue;
    found[type] = { volumes: usageFrom(volumes), gigabytes: usageFrom(gigabytes) };
  }
  return found;
}
