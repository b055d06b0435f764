import type { Volume } from "../cloud/rows.ts";
import type { World } from "../world.ts";
import type { Promised } from "./promises.ts";

/** What the simulated cloud and recovery server have of restores, whatever the bot says. */
export interface Made {
  readonly volumes: readonly Volume[];
  readonly groups: readonly string[];
  /** What only the back end still knows. */
  readonly orphans: readonly string[];
  /** On the recovery server. */
  readonly mounts: readonly string[];
  readonly database: boolean;
}

export async function madeIn({ control }: World): Promise<Made> {
  const [volumes, groups, orphans, left] = await Promise.all([
    control.volumes(),
    control.groups(),
    control.orphans(),
    control.recoveryLeft(),
  ]);
  return {
    volumes: volumes.filter(({ snapshotId }) => snapshotId !== undefined),
    groups: groups.filter(({ groupSnapshotId }) => groupSnapshotId !== undefined).map(({ id }) => id),
    orphans,
    ...left,
  };
}

export const isNothing = ({ volumes, groups, orphans, mounts, database }: Made): boolean =>
  volumes.length + groups.length + orphans.length + mounts.length === 0 && !database;

export const nothingLeft = (made: Made): Promised => ({
  text: "nothing of it is left: no volume, no group, nothing that only the back end knows, no mount on the recovery server",
  kept: isNothing(made),
});
