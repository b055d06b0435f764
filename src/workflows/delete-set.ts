import { type DeletableSet, type Obstacle, obstacleOf } from "#domain/deletable-set.ts";
import { DomainError } from "#domain/errors.ts";
import { leftoverOf } from "#domain/leftover.ts";
import type { Clock } from "#support/clock.ts";
import { nextLookMs } from "#support/next-look.ts";
import { pause } from "#support/pause.ts";
import type { SetCloud } from "./set-deletion-port.ts";
import { standingIn } from "./set-dependants.ts";

/** What became of a deletion; `late`: Cinder was asked and has come to no end in time. JSON. */
export type SetDeleted =
  | { readonly gone: true }
  | ({ readonly gone: false; readonly late?: true } & Obstacle);

export interface SetDeletion {
  readonly cloud: SetCloud;
  readonly clock: Clock;
  /** This installation's id. */
  readonly instance: string;
  /** From the first look to the last, ms. */
  readonly withinMs: number;
  /** The longest between two looks, ms. */
  readonly pollMs: number;
}

/**
 * The one way to delete a group snapshot: looks again whether it is the one that was meant, ours, unchanged and unprotected,
 * proves that nothing depends on a member, deletes it, and waits until it and its members are gone. What keeps it from going
 * is told, never thrown; throws only what the signal is aborted with.
 *
 * Ran twice, or half ran: the second finds it gone, or on its way. Never heard back: it is looked at before it is asked
 * again. What a busy member would cost is why volumes are looked at: Cinder drops the row of one that the back end cannot
 * delete, and shows it to nobody any more (cinder/volume/manager.py, _delete_group_snapshot_generic on SnapshotIsBusy).
 */
export async function deleteSet(
  set: DeletableSet,
  around: SetDeletion,
  signal: AbortSignal,
): Promise<SetDeleted> {
  const { clock, withinMs, pollMs } = around;
  const begin = clock.monotonic();
  let asked: Asked = "no";
  for (;;) {
    const turn = await attempt(() => oneTurn(set, around, asked, signal), asked, signal);
    if ("gone" in turn) return turn;
    asked = turn.asked;
    if (clock.monotonic() - begin >= withinMs) return { gone: false, late: true, ...turn.late };
    await pause(nextLookMs(clock.monotonic() - begin, pollMs), signal);
  }
}

/** Whether Cinder was asked: `perhaps` when its answer was lost. */
type Asked = "no" | "perhaps" | "yes";

/** Not at an end yet; `late` is what is told when there is no more time. */
interface Waiting {
  readonly asked: Asked;
  readonly late: Obstacle;
}

type Turn = SetDeleted | Waiting;

async function oneTurn(
  set: DeletableSet,
  around: SetDeletion,
  asked: Asked,
  signal: AbortSignal,
): Promise<Turn> {
  const { cloud } = around;
  const now = await cloud.showGroupSnapshot(set.id, signal);
  if (now === undefined) return afterwards(set, cloud, asked, signal);
  const { status } = now;
  if (status === "deleting" || status === "deleted") return waiting(asked, leftoverOf(now).remedy, status);
  if (status === "error" && asked === "yes") return failed(set, cloud, signal);
  if (status !== "available" && status !== "error")
    return { gone: false, why: `it is ${status}`, remedy: leftoverOf(now).remedy };
  // Cinder sets `deleting` before it answers (cinder/group/api.py, delete_group_snapshot).
  if (asked === "yes") return waiting(asked, leftoverOf(now).remedy, status);
  const against = (await changedSince(set, around, signal)) ?? (await standingIn(set, cloud, signal));
  if (against !== undefined) return { gone: false, ...against };
  return ask(set, around, signal);
}

const waiting = (asked: Asked, remedy: string[], status: string): Waiting => ({
  asked,
  late: { why: `it is still ${status}`, remedy },
});

/** As short a time before the request as can be: the project's volumes may have taken a while to read. */
async function ask(set: DeletableSet, around: SetDeletion, signal: AbortSignal): Promise<Turn> {
  const { cloud } = around;
  const against = await changedSince(set, around, signal);
  if (against !== undefined) return { gone: false, ...against };
  const outcome = await cloud.deleteGroupSnapshot(set.id, signal);
  const remedy = [`cinder group-snapshot-delete ${set.id}`];
  switch (outcome.kind) {
    case "taken":
    case "gone":
      return { asked: "yes", late: { why: "Cinder has taken the request and is not done", remedy } };
    case "unknown":
      return {
        asked: "perhaps",
        late: { why: `whether it was taken is not known: ${outcome.reason}`, remedy },
      };
    case "refused":
      return refused(set, cloud, { why: `Cinder refused: ${outcome.reason}`, remedy }, signal);
  }
}

/** A request of ours whose answer was lost, or somebody else's, may have come first. */
async function refused(
  set: DeletableSet,
  cloud: SetCloud,
  late: Obstacle,
  signal: AbortSignal,
): Promise<Turn> {
  const now = await cloud.showGroupSnapshot(set.id, signal);
  const onItsWay = now === undefined || now.status === "deleting" || now.status === "deleted";
  return onItsWay ? { asked: "yes", late } : { gone: false, ...late };
}

/** Undefined: it is as it was meant. One that has gone between two looks is seen at the next. */
async function changedSince(
  set: DeletableSet,
  { cloud, instance }: SetDeletion,
  signal: AbortSignal,
): Promise<Obstacle | undefined> {
  const volumeIds = set.members.map(({ volumeId }) => volumeId);
  const members = await cloud.membersOf(set.id, volumeIds, signal);
  const now = await cloud.showGroupSnapshot(set.id, signal);
  return now && obstacleOf(set, { set: now, members }, instance);
}

/**
 * The set is not there any more: are its members? Of one that nobody here has asked to be deleted its group must be seen,
 * or this may not be the project that it is in.
 */
async function afterwards(
  set: DeletableSet,
  cloud: SetCloud,
  asked: Asked,
  signal: AbortSignal,
): Promise<Turn> {
  if (asked === "no" && (await cloud.groupById(set.groupId, signal)) === undefined)
    return {
      gone: false,
      why: `neither it nor its group ${set.groupId} is in the project that this credential sees`,
      remedy: [`cinder group-show ${set.groupId}   # with the credential of the bot`],
    };
  const shown = await Promise.all(set.members.map(({ snapshotId }) => cloud.snapshotOf(snapshotId, signal)));
  const left = shown.flatMap((member) => (member === undefined ? [] : [member.id]));
  if (left.length === 0) return { gone: true };
  return {
    asked: "yes",
    late: {
      why: `it is gone, and its members ${left.join(", ")} are still listed`,
      remedy: left.map((id) => `openstack volume snapshot show ${id}`),
    },
  };
}

/** Cinder has tried, and said so. Its rows stay, `deleted` ones among them; it may be asked again. */
async function failed(set: DeletableSet, cloud: SetCloud, signal: AbortSignal): Promise<SetDeleted> {
  const volumeIds = set.members.map(({ volumeId }) => volumeId);
  const members = await cloud.membersOf(set.id, volumeIds, signal);
  const states = members.map(({ id, status }) => `${id} ${status}`).join(", ");
  return {
    gone: false,
    why: `the back end could not delete it: it is in error (${states || "no members"})`,
    remedy: [`cinder group-snapshot-delete ${set.id}`],
  };
}

/** A cloud that does not answer: before the request that is the end of it, after it there is time to look again. */
async function attempt(act: () => Promise<Turn>, asked: Asked, signal: AbortSignal): Promise<Turn> {
  try {
    return await act();
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof DomainError)) throw cause;
    const late = { why: `nobody could look: ${cause.message}`, remedy: [] };
    return asked === "no" ? { gone: false, ...late } : { asked, late };
  }
}
