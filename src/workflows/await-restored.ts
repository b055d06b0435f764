import { DomainError } from "#domain/errors.ts";
import type { MadeVolume } from "#domain/restore/prove.ts";
import { nextLookMs } from "#support/next-look.ts";
import { pause } from "#support/pause.ts";
import type { RestoredIds } from "./create-restored.ts";
import type { RestoredVolume } from "./restore-cloud-port.ts";
import { cloudOf, type RestoreRun } from "./restore-run.ts";

/** What Cinder showed when nothing was on its way any more, or the time was up. JSON. */
export type SeenMade = {
  readonly volumes: MadeVolume[];
  /** What no look at a single volume shows. */
  readonly problems: string[];
};

/** The first ones asked for are the first ones there: one is looked at until it ends, then so many at once. */
const AT_ONCE = 4;

/**
 * Follows what was asked for until none of it is `creating`, at most as long as the limits allow; what it is then is for
 * the proof to judge. What has come to an end is not looked at again. A cloud that does not answer is asked again until the
 * time is up.
 */
export async function awaitRestored(
  run: RestoreRun,
  ids: RestoredIds,
  signal: AbortSignal,
  seen: (ready: number) => void,
): Promise<SeenMade> {
  const { clock, restoreLimits } = run.ports;
  const begin = clock.monotonic();
  const look = ids.how === "group" ? lookAtGroup(run, ids.groupId, signal) : lookAtVolumes(run, ids, signal);
  for (;;) {
    const since = clock.monotonic() - begin;
    const late = since >= restoreLimits.createWithinMs;
    try {
      const { left, moved, volumes, problems } = await look(late);
      seen(volumes.filter(({ status }) => status === "available").length);
      if (left === 0 || late) return { volumes: volumes.map(madeOf), problems };
      if (moved) continue;
    } catch (cause) {
      signal.throwIfAborted();
      if (!(cause instanceof DomainError)) throw cause;
      if (late)
        throw new DomainError("unreachable", `what was made could not be seen: ${cause.message}`, { cause });
    }
    await pause(nextLookMs(clock.monotonic() - begin, restoreLimits.pollMs), signal);
  }
}

interface Look {
  /** So much is still on its way, or was not looked at. */
  readonly left: number;
  /** Something has come to its end, so that the next may have, too. */
  readonly moved: boolean;
  readonly volumes: readonly RestoredVolume[];
  readonly problems: string[];
}

/**
 * Its volumes come to their end together with the group (cinder/volume/manager.py, create_group_from_src). Where Cinder makes
 * them by itself and one fails, the group is `error` for a moment before it says `available`: what was seen once counts.
 */
function lookAtGroup(run: RestoreRun, groupId: string, signal: AbortSignal) {
  const cloud = cloudOf(run);
  return async (late: boolean): Promise<Look> => {
    const status = (await cloud.groupById(groupId, signal))?.status ?? "gone";
    if (status === "creating" && !late) return { left: 1, moved: false, volumes: [], problems: [] };
    const volumes = await cloud.volumesOfRestoredGroup(groupId, signal);
    const problems = status === "available" ? [] : [`group ${groupId} is ${status}, expected available`];
    return { left: volumes.filter(isCreating).length, moved: false, volumes, problems };
  };
}

function lookAtVolumes(
  run: RestoreRun,
  { volumes: asked }: Extract<RestoredIds, { how: "volumes" }>,
  signal: AbortSignal,
) {
  const ended = new Map<string, RestoredVolume | undefined>();
  let width = 1;
  return async (late: boolean): Promise<Look> => {
    const left = asked.map(({ volumeId }) => volumeId).filter((id) => !ended.has(id));
    const now = await Promise.all(
      left
        .slice(0, late ? left.length : width)
        .map(async (id) => ({ id, volume: await cloudOf(run).volumeById(id, signal) })),
    );
    const over = now.filter(({ volume }) => volume === undefined || !isCreating(volume));
    for (const { id, volume } of over) ended.set(id, volume);
    width = over.length > 0 ? AT_ONCE : 1;
    const creating = late ? now.flatMap(({ volume }) => (volume && isCreating(volume) ? [volume] : [])) : [];
    const volumes = [...ended.values(), ...creating].filter((volume) => volume !== undefined);
    return { left: left.length - over.length, moved: over.length > 0, volumes, problems: [] };
  };
}

const isCreating = ({ status }: RestoredVolume): boolean => status === "creating";

const madeOf = ({
  id,
  status,
  snapshotId,
  sizeGib,
  volumeType,
  bootable,
  encrypted,
}: RestoredVolume): MadeVolume => ({
  id,
  status,
  snapshotId,
  sizeGib,
  volumeType,
  bootable,
  encrypted,
});
