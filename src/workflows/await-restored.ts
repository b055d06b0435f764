import { DomainError } from "#domain/errors.ts";
import type { MadeVolume } from "#domain/restore/prove.ts";
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

/**
 * Follows what was asked for until none of it is `creating`, at most as long as the limits allow; what it is then is for
 * the proof to judge. A cloud that does not answer is asked again until the time is up.
 */
export async function awaitRestored(
  run: RestoreRun,
  ids: RestoredIds,
  signal: AbortSignal,
  seen: (ready: number, of: number) => void,
): Promise<SeenMade> {
  const { clock, restoreLimits } = run.ports;
  const deadline = clock.monotonic() + restoreLimits.createWithinMs;
  let unseen = "nobody has looked";
  for (;;) {
    const late = clock.monotonic() >= deadline;
    try {
      const look = await lookAt(run, ids, signal);
      seen(look.volumes.filter(({ status }) => status === "available").length, run.plan.volumes.length);
      if (!look.busy || late) return { volumes: look.volumes.map(madeOf), problems: look.problems };
    } catch (cause) {
      signal.throwIfAborted();
      if (!(cause instanceof DomainError)) throw cause;
      unseen = cause.message;
      if (late) throw new DomainError("unreachable", `what was made could not be seen: ${unseen}`, { cause });
    }
    await pause(restoreLimits.pollMs, signal);
  }
}

interface Look {
  readonly busy: boolean;
  readonly volumes: readonly RestoredVolume[];
  readonly problems: string[];
}

async function lookAt(run: RestoreRun, ids: RestoredIds, signal: AbortSignal): Promise<Look> {
  const cloud = cloudOf(run);
  if (ids.how === "volumes") {
    const found = await Promise.all(ids.volumes.map(({ volumeId }) => cloud.volumeById(volumeId, signal)));
    const volumes = found.filter((volume) => volume !== undefined);
    return { busy: volumes.some(isCreating), volumes, problems: [] };
  }
  const [group, volumes] = await Promise.all([
    cloud.groupById(ids.groupId, signal),
    cloud.volumesOfRestoredGroup(ids.groupId, signal),
  ]);
  const status = group?.status ?? "gone";
  return {
    busy: status === "creating" || volumes.some(isCreating),
    volumes,
    problems: status === "available" ? [] : [`group ${ids.groupId} is ${status}, expected available`],
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
