import type { Json, RunView } from "#engine/port.ts";
import type { Operations } from "#operations/index.ts";
import type { Clock } from "#support/clock.ts";
import { newToken } from "#support/ids.ts";
import type { Log } from "#support/log.ts";
import type { NewSlot, Outbox } from "./outbox/outbox.ts";
import { isUnfinished, type RunMemory } from "./run-memory.ts";
import { asSnapshotRun, isAlarming } from "./snapshot-run.ts";

export interface PresenterOptions {
  readonly operations: Pick<Operations, "onRun" | "onProgress" | "runs">;
  readonly outbox: Pick<Outbox, "open" | "changed" | "recover">;
  /** The one that the outbox renders from. */
  readonly memory: RunMemory;
  /** The channel of an application by name; undefined: nothing is posted of it. */
  readonly channelOf: (application: string) => string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Sees to it that each snapshot run has its message, and each one that did not end well its alert. */
export interface Presenter {
  /** Takes up what is owed: open slots, and runs that have none because of a crash. Call it before runs are taken up. */
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
  const { operations, outbox, memory, clock, log } = options;
  const open = (slot: NewSlot): void => {
    outbox.open(slot).catch((err: unknown) => {
      log.error({ err, slot: slot.id }, "a Slack message could not be opened; the next start tries again");
    });
  };
  const told = (run: RunView): void => {
    memory.saw(run);
    for (const slot of slotsOf(run, options)) {
      outbox.changed(slot.id);
      open(slot);
    }
  };
  const progressed = (runId: string, update: Json): void => {
    memory.heard(runId, update);
    outbox.changed(runSlotId(runId));
  };
  return {
    start: async () => {
      const heardOf = new Set<string>();
      // What is told meanwhile is newer than what is read.
      const stop = operations.onRun(({ id }) => heardOf.add(id));
      operations.onRun(told);
      operations.onProgress(progressed);
      await outbox.recover();
      const after = clock.now() - missedForMs;
      const newest = await operations.runs(looksAt);
      stop();
      for (const run of newest) if (isRecent(run, after) && !heardOf.has(run.id)) told(run);
    },
    stopping: async () => {
      memory.stopping = true;
      for (const { id } of memory.allUnfinished()) outbox.changed(runSlotId(id));
    },
    note: (title, lines, channel) =>
      outbox.open({ id: `note ${newToken()}`, channel, about: { kind: "note", title, lines: [...lines] } }),
  };
}

function slotsOf(run: RunView, { channelOf, memory }: PresenterOptions): NewSlot[] {
  const snapshot = asSnapshotRun(run);
  const channel = snapshot && channelOf(snapshot.application);
  if (channel === undefined) return [];
  const runId = run.id;
  const message: NewSlot = { id: runSlotId(runId), channel, about: { kind: "run", runId } };
  const froze = memory.phases(runId).some(({ phase }) => phase === "freezing" || phase === "frozen");
  return isAlarming(run, froze)
    ? [message, { id: `alert ${runId}`, channel, about: { kind: "alert", runId } }]
    : [message];
}

const runSlotId = (runId: string): string => `run ${runId}`;

const isRecent = (run: RunView, after: number): boolean =>
  isUnfinished(run) || run.state === "parked" || (run.endedAt ?? run.createdAt) >= after;
