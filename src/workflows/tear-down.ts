import { DomainError } from "#domain/errors.ts";
import type { RestoredThing } from "#domain/restore/report.ts";
import { restoredLeft } from "#domain/restore/restored-left.ts";
import { nextLookMs } from "#support/next-look.ts";
import { pause } from "#support/pause.ts";
import { findMade, type Made } from "./find-made.ts";
import type { RestoredVolume } from "./restore-cloud-port.ts";
import { cloudOf, type RestoreRun } from "./restore-run.ts";

/** What became of a restore's things. JSON. */
export type TornDown = {
  /** Ids of what was there and is gone. */
  readonly gone: string[];
  /** What is still there, with why and the commands that remove it. */
  readonly left: RestoredThing[];
};

/**
 * Takes away everything that a restore has made: a booted server first, then volumes detached from the recovery server,
 * deleted, and seen to be gone. Looks anew in each round, so what comes late or is still on its way is found, too. What is in
 * `keep` stays, with all that is in it. Ran twice: the second finds nothing. Throws only what the signal is aborted with.
 */
export async function tearDown(
  run: RestoreRun,
  signal: AbortSignal,
  keep: ReadonlySet<string> = new Set(),
): Promise<TornDown> {
  const { clock, restoreLimits } = run.ports;
  const begin = clock.monotonic();
  const deadline = begin + restoreLimits.tearDownWithinMs;
  const known = new Set<string>();
  const why = new Map<string, string>();
  let made: Made | undefined;
  for (;;) {
    const found = await attempt("look", async () => without(await findMade(run, signal), keep), why, signal);
    made = found ?? made;
    const things = found === undefined ? [] : [...found.servers, ...found.groups, ...found.volumes];
    for (const { id } of things) known.add(id);
    if (found !== undefined && things.length === 0) return { gone: [...known], left: [] };
    if (clock.monotonic() >= deadline) break;
    if (found !== undefined) {
      const stays = untouchable(found, run.plan.server?.id);
      for (const [id, because] of stays) why.set(id, because);
      if (things.every(({ id }) => stays.has(id))) break;
      await remove(run, found, why, signal);
    }
    await pause(nextLookMs(clock.monotonic() - begin, restoreLimits.pollMs), signal);
  }
  const left = made === undefined ? [unseen(run, why)] : restoredLeft(made, why);
  return { gone: [...known].filter((id) => left.every((thing) => thing.id !== id)), left };
}

const without = ({ servers, groups, volumes }: Made, keep: ReadonlySet<string>): Made => ({
  servers: servers.filter(({ id }) => !keep.has(id)),
  groups: groups.filter(({ id }) => !keep.has(id)),
  volumes: volumes.filter(
    ({ id, groupId }) => !keep.has(id) && (groupId === undefined || !keep.has(groupId)),
  ),
});

/** One round: whatever can be taken away now is. */
async function remove(
  run: RestoreRun,
  { servers, groups, volumes }: Made,
  why: Map<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const cloud = cloudOf(run);
  await Promise.all(
    servers.map(({ id }) => attempt(id, () => cloud.deleteServer(id, run.runId, signal), why, signal)),
  );
  const server = run.plan.server?.id;
  if (server !== undefined)
    await Promise.all(
      volumes
        .filter(({ attachments }) => attachments.some(({ serverId }) => serverId === server))
        .map(({ id }) => attempt(id, () => cloud.detachVolume(server, id, signal), why, signal)),
    );
  const whole = groups.filter(
    ({ id, status, others }) =>
      others.length === 0 &&
      status !== "deleting" &&
      volumes.every((volume) => volume.groupId !== id || isFree(volume)),
  );
  await Promise.all(
    whole.map(({ id }) => attempt(id, () => cloud.deleteRestoredGroup(id, signal), why, signal)),
  );
  await Promise.all(
    volumes
      .filter((volume) => volume.groupId === undefined && volume.status !== ERROR_DELETING && isFree(volume))
      .map(({ id }) => attempt(id, () => cloud.deleteVolume(id, signal), why, signal)),
  );
}

/** What nobody but a person may take away, and why; nothing is waited for then. */
function untouchable({ servers, groups, volumes }: Made, server: string | undefined): Map<string, string> {
  const ours = [server, ...servers.map(({ id }) => id)];
  const strange = (volume: RestoredVolume) =>
    volume.attachments.filter(({ serverId }) => !ours.includes(serverId)).map(({ serverId }) => serverId);
  return new Map([
    ...volumes
      .filter(({ groupId, status }) => groupId === undefined && status === ERROR_DELETING)
      .map(
        ({ id }) =>
          [id, "the back end could not delete it, and only an administrator may ask again"] as const,
      ),
    ...volumes
      .filter((volume) => strange(volume).length > 0)
      .map(({ id, ...rest }) => [id, `it is attached to ${strange({ id, ...rest }).join(", ")}`] as const),
    ...groups
      .filter(({ others }) => others.length > 0)
      .map(({ id, others }) => [id, `it holds ${others.join(", ")}, which is not this restore's`] as const),
  ]);
}

/** A group takes such a volume with it; by itself it is refused to everybody but an administrator. */
const ERROR_DELETING = "error_deleting";

/** Cinder deletes a volume in these alone, unattached (cinder/volume/api.py, delete; cinder/group/api.py, delete). */
const isFree = ({ status, attachments }: RestoredVolume): boolean =>
  attachments.length === 0 && (status === "available" || status === "error" || status === ERROR_DELETING);

/** What is there of a restore, changing nothing. */
export async function listMade(run: RestoreRun, signal: AbortSignal): Promise<RestoredThing[]> {
  const why = new Map<string, string>();
  const made = await attempt("look", () => findMade(run, signal), why, signal);
  return made === undefined ? [unseen(run, why)] : restoredLeft(made);
}

/** What fails is told at the end, if it is still there then. */
async function attempt<T>(
  id: string,
  act: () => Promise<T>,
  why: Map<string, string>,
  signal: AbortSignal,
): Promise<T | undefined> {
  try {
    return await act();
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof DomainError)) throw cause;
    why.set(id, cause.message);
    return undefined;
  }
}

const unseen = ({ plan, runId }: RestoreRun, why: ReadonlyMap<string, string>): RestoredThing => ({
  kind: "volume",
  id: "?",
  name: `ffr/${plan.instance}/${plan.application}/${runId}/…`,
  status: "not seen",
  why: why.get("look") ?? "nobody could look",
  remedy: [`openstack volume list --name '^ffr/${plan.instance}/${plan.application}/${runId}/'`],
});
