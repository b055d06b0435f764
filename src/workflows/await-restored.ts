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

/** One is looked at at a time, until one has ended; then so many at once, since the others may have, too. */
const AT_ONCE = 4;

/**
 * Follows what was asked for until none of it is `creating`, or until one has failed and nothing can come of the others any
 * more, at most as long as the limits allow; what it is then is for the proof to judge. What has come to an end is not looked
 * at again. A cloud that does not answer is asked again until the time is up.
 */
export async function awaitRestored(
  run: RestoreRun,
  ids: RestoredIds,
  signal: AbortSignal,
  seen: (ready: number) => void,
): Promise<SeenMade> {
  const { clock, restoreLimits } = run.ports;
  const begin = clock.monotonic();
  const within = createWithin(run);
  const look = ids.how === "group" ? lookAtGroup(run, ids.groupId, signal) : lookAtVolumes(run, ids, signal);
  let inVain: readonly string[] = [];
  for (;;) {
    const late = clock.monotonic() - begin >= within;
    try {
      const { left, moved, lost, volumes, problems } = await look(late || inVain.length > 0);
      seen(volumes.filter(({ status }) => status === "available").length);
      if (left === 0 || late) return { volumes: volumes.map(madeOf), problems };
      if (inVain.length > 0) return { volumes: volumes.map(madeOf), problems: [notAwaited(inVain)] };
      inVain = lost;
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

const notAwaited = (lost: readonly string[]): string =>
  `${lost.join(", ")}, so what was still being made was not waited for`;

/** A back end that copies takes its time for each GiB, one that clones does not. */
const createWithin = ({ plan, ports: { restoreLimits } }: RestoreRun): number =>
  plan.volumes.reduce(
    (ms, { sizeGib }) => ms + sizeGib * restoreLimits.createPerGibMs,
    restoreLimits.createWithinMs,
  );

interface Look {
  /** So much is still on its way, or was not looked at. */
  readonly left: number;
  /** Something has come to its end, so that the next may have, too. */
  readonly moved: boolean;
  /** What has come to an end that is not `available`, each in words. */
  readonly lost: readonly string[];
  readonly volumes: readonly RestoredVolume[];
  readonly problems: string[];
}

/**
 * Its volumes come to their end together with the group (cinder/volume/manager.py, create_group_from_src). Where Cinder makes
 * them by itself and one fails, the group is `error` for a moment before it says `available`: what was seen once counts.
 */
function lookAtGroup(run: RestoreRun, groupId: string, signal: AbortSignal) {
  const cloud = cloudOf(run);
  return async (whole: boolean): Promise<Look> => {
    const status = (await cloud.groupById(groupId, signal))?.status ?? "gone";
    if (status === "creating" && !whole)
      return { left: 1, moved: false, lost: [], volumes: [], problems: [] };
    const volumes = await cloud.volumesOfRestoredGroup(groupId, signal);
    const problems = status === "available" ? [] : [`group ${groupId} is ${status}, expected available`];
    return { left: volumes.filter(isCreating).length, moved: false, lost: [], volumes, problems };
  };
}

function lookAtVolumes(
  run: RestoreRun,
  { volumes: asked }: Extract<RestoredIds, { how: "volumes" }>,
  signal: AbortSignal,
) {
  const ended = new Map<string, RestoredVolume | undefined>();
  let left = asked.map(({ volumeId }) => volumeId);
  let width = 1;
  return async (whole: boolean): Promise<Look> => {
    const now = await Promise.all(
      left
        .slice(0, whole ? left.length : width)
        .map(async (id) => ({ id, volume: await cloudOf(run).volumeById(id, signal) })),
    );
    const over = now.filter(({ volume }) => volume === undefined || !isCreating(volume));
    for (const { id, volume } of over) ended.set(id, volume);
    left = left.filter((id) => !ended.has(id));
    const moved = over.length > 0;
    width = moved ? AT_ONCE : 1;
    // The next in turn: one that never ends does not hide another that has failed.
    if (!moved) left = [...left.slice(1), ...left.slice(0, 1)];
    const creating = whole ? now.flatMap(({ volume }) => (volume && isCreating(volume) ? [volume] : [])) : [];
    const volumes = [...ended.values(), ...creating].filter((volume) => volume !== undefined);
    const lost = asked.flatMap(({ role, volumeId }) => {
      const status = ended.get(volumeId)?.status ?? "gone";
      return !ended.has(volumeId) || status === "available" ? [] : [`${role} is ${status}`];
    });
    return { left: left.length, moved, lost, volumes, problems: [] };
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
