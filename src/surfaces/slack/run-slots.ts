import type { RunView } from "#engine/port.ts";
import { approvalId } from "#support/ids.ts";
import { approvalSlot } from "./approval-slots.ts";
import { cleanupSlot, isCleanup } from "./cleanup-run.ts";
import type { NewSlot } from "./outbox/outbox.ts";
import { asDiscardRun, asRestoreRequest } from "./restore-run.ts";
import { isUnfinished, type RunMemory } from "./run-memory.ts";
import { asOtherRequest, asRequestRun, asSnapshotRun, isAlarming } from "./snapshot-run.ts";
import { asTestRun } from "./test-run.ts";
import { isDiscardAlarming } from "./views/discard-message.ts";

/** The messages that a run owes to its application's channel as it stands. */
export function runSlots(
  run: RunView,
  {
    channelOf,
    memory,
  }: {
    readonly channelOf: (application: string) => string | undefined;
    readonly memory: Pick<RunMemory, "phases">;
  },
): NewSlot[] {
  const snapshot = asSnapshotRun(run);
  const request = asRequestRun(run);
  const restore = asRestoreRequest(run);
  const discard = asDiscardRun(run);
  const test = asTestRun(run);
  const other = asOtherRequest(run);
  const application = (snapshot ?? request ?? restore ?? discard ?? test ?? other)?.application;
  const channel = application === undefined ? undefined : channelOf(application);
  if (channel === undefined) return [];
  const runId = run.id;
  const over = !isUnfinished(run);
  const message: NewSlot = { id: runSlotId(runId), channel, about: { kind: "run", runId } };
  const alert: NewSlot = { id: `alert ${runId}`, channel, about: { kind: "alert", runId } };
  // Its request can change no more: that message comes to its end.
  const ended = over ? [approvalSlot(approvalId(runId), channel)] : [];
  if (request !== undefined)
    return run.state === "failed" || run.state === "parked" ? [...ended, alert] : ended;
  if (other !== undefined) return over && isCleanup(run) ? [...ended, cleanupSlot(runId, channel)] : ended;
  // Its end is told to whoever asked as well, and what of it calls the owners is seen then.
  if (restore !== undefined) return over ? [message, ...ended, alert] : [message];
  // Whom its end calls, if anybody, is seen when it is told.
  if (test !== undefined) return over ? [message, alert] : [message];
  if (discard !== undefined) return over && isDiscardAlarming(run) ? [message, alert] : [message];
  const froze = memory.phases(runId).some(({ phase }) => phase === "freezing" || phase === "frozen");
  return isAlarming(run, froze) ? [message, alert] : [message];
}

export const runSlotId = (runId: string): string => `run ${runId}`;
