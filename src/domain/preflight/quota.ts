import type { QuotaUse } from "../cloud.ts";
import { error, type Finding, info } from "../finding.ts";
import type { CloudFacts } from "./facts.ts";

/**
 * Each member counts as one snapshot and its size in gigabytes (cinder/volume/api.py, create_snapshots_in_db); the whole set
 * is refused with 413 when either does not fit, which is better known before anything is frozen.
 */
export function quotaFindings({ quota, volumes, application }: CloudFacts): Finding[] {
  if ("unread" in quota)
    return [info("quota-not-read", application.application, `quota could not be read: ${quota.unread}`)];
  const gigabytes = volumes.reduce((sum, one) => sum + one.volume.size, 0);
  return [
    ...room("snapshots", quota.value.snapshots, volumes.length, ""),
    ...room("gigabytes", quota.value.gigabytes, gigabytes, " GiB"),
  ];
}

function room(name: string, use: QuotaUse, wanted: number, unit: string): Finding[] {
  const free = use.limit - use.inUse - use.reserved;
  if (use.limit < 0 || free >= wanted) return [];
  return [
    error(
      "over-quota",
      name,
      `the set needs ${wanted}${unit} of the quota "${name}", ${Math.max(0, free)} of ${use.limit} are free (${use.inUse} used, ${use.reserved} reserved)`,
      {
        next: `delete group snapshots that nobody needs, or ask for more: openstack quota set --${name} …`,
      },
    ),
  ];
}
