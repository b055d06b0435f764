import type { RestorePlan } from "#domain/restore/plan.ts";
import { error, type Finding } from "../finding.ts";

/**
 * A test must never starve production: while what it makes is there, the application's next snapshot still has to fit into
 * the project's quota. Cinder counts a snapshot's gigabytes beside the volumes' (cinder/volume/api.py,
 * create_snapshot_in_db), unless it is told not to, which its API does not show. What could not be read stands against nothing.
 */
export function roomFindings({ quota, volumes, cloud }: RestorePlan): Finding[] {
  if ("unread" in quota) return [];
  return Object.entries(quota.uses).flatMap(([name, { limit, before, after }]) => {
    const next = nextSnapshotGib(name, volumes);
    // Where the test takes nothing it is not what is in the way.
    if (limit < 0 || after <= before || next === 0 || after + next <= limit) return [];
    const text = `quota ${name}: ${after} of ${limit} would be used during the test, and the next snapshot needs ${next} more`;
    return [
      error("no-room-beside", cloud, text, {
        next: `delete what nobody needs, or ask for a limit of ${after + next} for ${name}`,
      }),
    ];
  });
}

const TYPED = "gigabytes_";

/** What a snapshot of the same volumes takes of this resource, GiB. */
function nextSnapshotGib(name: string, volumes: RestorePlan["volumes"]): number {
  const counted =
    name === "gigabytes"
      ? volumes
      : name.startsWith(TYPED)
        ? volumes.filter(({ volumeType }) => volumeType === name.slice(TYPED.length))
        : [];
  return counted.reduce((sum, { sizeGib }) => sum + sizeGib, 0);
}
