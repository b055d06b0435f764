import { type Approval, isOpen } from "#domain/approval.ts";
import type { Json, RunView } from "#engine/port.ts";
import type { Operations } from "#operations/index.ts";
import type { Clock } from "#support/clock.ts";
import { newToken } from "#support/ids.ts";
import type { Log } from "#support/log.ts";
import { approvalSlots } from "./approval-slots.ts";
import type { NewSlot, Outbox } from "./outbox/outbox.ts";
import { asDiscardRun, requestIdOf, requestOf } from "./restore-run.ts";
import { isUnfinished, type RunMemory } from "./run-memory.ts";
import { runSlotId, runSlots } from "./run-slots.ts";

export interface PresenterOptions {
  readonly operations: Pick<Operations, "onRun" | "onProgress" | "runs" | "onApproval" | "approvals">;
  readonly outbox: Pick<Outbox, "open" | "changed" | "recover">;
  /** The one that the outbox renders from. */
  readonly memory: RunMemory;
  /** The channel of an application by name; undefined: nothing is posted of it. */
  readonly channelOf: (application: string) => string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Sees to it that each run and each request has its message, and each run that did not end well its alert. */
export interface Presenter {
  /** Takes up what is owed: open slots, and runs and requests that have none because of a crash. Call it before runs are taken up. */
  start(): Promise<void>;
  /** Tells of what is under way that it goes on after the next start; `outbox.flush` sends it. */
  stopping(): Promise<void>;
  /** Words that are no run's. Resolves when they are stored. */
  note(title: string, lines: readonly string[], channel: string): Promise<void>;
}

/** A run that ended before this was told then, or it is told by `runs`. */
const missedForMs = 60 * 60_000;
/** Newest runs that are looked at in the beginning; what is unfinished is among them. */
const looksAt = 500;

/** Follows all runs: durable changes open slots, progress only marks them. Nothing here is ever awaited by a run. */
export function createPresenter(options: PresenterOptions): Presenter {
  const { operations, outbox, memory, channelOf, clock, log } = options;
  const open = (slot: NewSlot): void => {
    outbox.open(slot).catch((err: unknown) => {
      log.error({ err, slot: slot.id }, "a Slack message could not be opened; the next start tries again");
    });
  };
  const owe = (slots: readonly NewSlot[]): void => {
    for (const slot of slots) {
      outbox.changed(slot.id);
      open(slot);
    }
  };
  const told = (run: RunView): void => {
    memory.saw(run);
    owe(runSlots(run, options));
    for (const id of alsoConcerned(run)) outbox.changed(runSlotId(id));
  };
  const toldOf = (approval: Approval): void => {
    const channel = channelOf(approval.application);
    if (channel === undefined)
      log.warn({ approval: approval.id }, "an approval has no channel: only the command line shows it");
    else owe(approvalSlots(approval, channel));
    outbox.changed(runSlotId(approval.runId));
  };
  const progressed = (runId: string, update: Json): void => {
    memory.heard(runId, update);
    outbox.changed(runSlotId(runId));
    outbox.changed(runSlotId(requestIdOf(runId)));
  };
  return {
    start: async () => {
      const heardOf = new Set<string>();
      // What is told meanwhile is newer than what is read.
      const stop = operations.onRun(({ id }) => heardOf.add(id));
      operations.onRun(told);
      operations.onProgress(progressed);
      operations.onApproval(toldOf);
      await outbox.recover();
      const after = clock.now() - missedForMs;
      const newest = await operations.runs(looksAt);
      stop();
      for (const run of newest) if (isRecent(run, after) && !heardOf.has(run.id)) told(run);
      // What each says is read when it is sent.
      for (const approval of await operations.approvals())
        if (isOpen(approval) || (approval.endedAt ?? 0) >= after) toldOf(approval);
    },
    stopping: async () => {
      memory.stopping = true;
      for (const { id } of memory.allUnfinished()) outbox.changed(runSlotId(id));
    },
    note: (title, lines, channel) =>
      outbox.open({ id: `note ${newToken()}`, channel, about: { kind: "note", title, lines: [...lines] } }),
  };
}

/** Runs whose message tells of this one as well: a request of its restore, and a restore of its discard. */
function alsoConcerned(run: RunView): string[] {
  const request = requestOf(run);
  const discard = asDiscardRun(run);
  return [
    ...(request === undefined ? [] : [request]),
    ...(discard === undefined ? [] : [requestIdOf(discard.restore)]),
  ];
}

const isRecent = (run: RunView, after: number): boolean =>
  isUnfinished(run) || run.state === "parked" || (run.endedAt ?? run.createdAt) >= after;
