import { RESTORE_MARK } from "#domain/restore/restored-stamp.ts";
import type { BootedServer } from "./boot-cloud-port.ts";
import type { RestoredGroup, RestoredVolume } from "./restore-cloud-port.ts";
import { cloudOf, groupNameOf, prefixOf, type RestoreRun, serverNameOf } from "./restore-run.ts";

/** What of a restore is in the cloud. */
export interface Made {
  /** Booted for it. */
  readonly servers: readonly BootedServer[];
  readonly groups: readonly MadeGroup[];
  readonly volumes: readonly RestoredVolume[];
}

export interface MadeGroup extends RestoredGroup {
  /** Volumes in it that are not, or not any more, this restore's: then it is not to be deleted. */
  readonly others: readonly string[];
}

/**
 * All that one restore has made, also what it has never heard of: by the name, which holds the run's id and was chosen
 * before the request, and by what it was made of and says of itself. A name alone would prove nothing. A volume whose name
 * or mark was taken away, as in a cut-over, is not this restore's any more.
 */
export async function findMade(run: RestoreRun, signal: AbortSignal): Promise<Made> {
  const cloud = cloudOf(run);
  const [found, named, servers] = await Promise.all([
    cloud.groupsNamed(groupNameOf(run), signal),
    cloud.volumesNamed(prefixOf(run), signal),
    findBooted(run, signal),
  ]);
  const { groupSnapshotId } = run.plan.point;
  const groups = await Promise.all(
    found
      .filter((group) => group.groupSnapshotId === groupSnapshotId)
      .map(async (group) => ({ group, volumes: await cloud.volumesOfRestoredGroup(group.id, signal) })),
  );
  const inGroups = groups.flatMap(({ volumes }) => volumes);
  const ours = [...named, ...inGroups].filter((volume) => isOurs(run, volume));
  return {
    servers,
    groups: groups.map(({ group, volumes }) => ({
      ...group,
      others: volumes.filter((volume) => !isOurs(run, volume)).map(({ id }) => id),
    })),
    volumes: [...new Map(ours.map((volume) => [volume.id, volume])).values()],
  };
}

/** Servers that the restore has booted: there is one at most, unless a lost request was taken late. */
export async function findBooted(run: RestoreRun, signal: AbortSignal): Promise<BootedServer[]> {
  if (run.plan.boot === undefined) return [];
  const named = await cloudOf(run).serversNamed(serverNameOf(run), signal);
  return named.filter(({ metadata }) => metadata[RESTORE_MARK] === run.runId);
}

/** Made of the plan's snapshots, and either marked as this run's or a group's volume that nobody has named yet. */
function isOurs(run: RestoreRun, { name, snapshotId, metadata, groupId }: RestoredVolume): boolean {
  if (!run.plan.volumes.some((planned) => planned.snapshotId === snapshotId)) return false;
  if (name === "") return groupId !== undefined && run.plan.strategy.how === "group";
  return name.startsWith(prefixOf(run)) && metadata[RESTORE_MARK] === run.runId;
}
