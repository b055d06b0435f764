import type { QuotaUse } from "#domain/cloud.ts";
import { recountQuota } from "#domain/recount-quota.ts";
import type { Counted, QuotaScan, ReportedQuota } from "../cloud-scan.ts";
import { type Orphan, orphan } from "../orphan.ts";

/**
 * Cinder's figures against what its own lists show. They drift: a restored group that is deleted gives back gigabytes that it
 * never took, a refused create-from-src keeps one of `groups` for ever. Only counted where nothing changed under way.
 */
export function quotaDrift(cloud: string, { before, after, counted }: QuotaScan): Orphan[] {
  if ("unread" in before || "unread" in after) return [];
  const [first, last] = [before.value, after.value];
  return (["volumes", "snapshots", "gigabytes", "groups"] as const).flatMap((name) => {
    const [use, now] = [first[name], last[name]];
    if (use === undefined || now === undefined || !isStill(use, now)) return [];
    const real = countedAs(name, counted);
    return real.includes(now.inUse) ? [] : [drift(cloud, name, now, real[0] ?? 0, last)];
  });
}

const isStill = (before: QuotaUse, after: QuotaUse): boolean =>
  before.inUse === after.inUse && before.reserved === 0 && after.reserved === 0;

/** Where `no_snapshot_gb_quota` is set, snapshots take none of the gigabytes. */
function countedAs(name: "volumes" | "snapshots" | "gigabytes" | "groups", counted: Counted): number[] {
  if (name === "gigabytes") return [counted.volumeGib + counted.snapshotGib, counted.volumeGib];
  return [counted[name]];
}

function drift(
  cloud: string,
  name: string,
  { inUse, limit }: QuotaUse,
  real: number,
  { projectId }: ReportedQuota,
): Orphan {
  const off = inUse - real;
  const means =
    off > 0
      ? `${off} of ${limit < 0 ? "no limit" : limit} are lost to the project`
      : `the project uses ${-off} more than Cinder knows`;
  return orphan({
    class: "quota drift",
    kind: "quota",
    cloud,
    thing: name,
    name: `quota ${name}`,
    status: `reported ${inUse}, counted ${real}`,
    gib: 0,
    by: "administrator",
    proof: [`Cinder reports ${inUse} ${name} in use, its lists show ${real}: ${means}`],
    commands: [
      `${recountQuota(projectId)}   # on a controller: Cinder counts anew when the project next takes any`,
    ],
    bound: [off],
  });
}
