import { setTimeout } from "node:timers/promises";
import { DomainError } from "#domain/errors.ts";
import type { Clock } from "#support/clock.ts";
import type { BoundWorkflow, Json, RunContext } from "../port.ts";
import { encodeFailure, toFailure } from "./failure.ts";
import { decodeJson, encodeJson } from "./journaled-json.ts";
import { LiveRun } from "./live-run.ts";
import { createRunContext } from "./run-context.ts";
import { createRunEvents } from "./run-events.ts";
import type { RunJournal, RunRow } from "./run-journal.ts";
import type { RunScope } from "./run-scope.ts";
import { toRunView } from "./run-view.ts";
import type { StepJournal } from "./step-journal.ts";
import { tracked } from "./tracked.ts";

interface ExecutorOptions {
  readonly runs: RunJournal;
  readonly steps: StepJournal;
  readonly clock: Clock;
  readonly workflows: Readonly<Record<string, BoundWorkflow>>;
  readonly onError: (runId: string, error: unknown) => void;
  readonly engine: () => RunScope["engine"];
}

/** Executes runs that the journal says are running; what it keeps in memory is lost at a crash without harm. */
export function createRunExecutor(options: ExecutorOptions) {
  const { runs, steps, clock } = options;
  const lives = new Map<string, LiveRun>();
  const shutdown = new AbortController();
  const events = createRunEvents(shutdown.signal);
  const inFlight = new Set<Promise<unknown>>();
  let closed = false;

  const launch = (row: RunRow): void => {
    const live = new LiveRun(row, shutdown.signal, events.quiet);
    lives.set(row.id, live);
    const progress = (update: Json): void => events.progress(row.id, update);
    const scope = { live, steps, clock, engine: options.engine(), inFlight, closed: () => closed, progress };
    // A turn later: whoever asked for the run is answered before its first step is written to the journal.
    setImmediate(() => {
      if (!shutdown.signal.aborted) void execute(row, live, createRunContext(scope));
    });
  };

  const execute = async (row: RunRow, live: LiveRun, ctx: RunContext): Promise<void> => {
    const end = await outcome(options, row, live, ctx);
    if (shutdown.signal.aborted) return;
    const next = await tracked(inFlight, runs.end(row.id, { ...end, at: clock.now() }));
    lives.delete(row.id);
    events.ended(row.id);
    changed(row.id);
    for (const id of next) {
      changed(id);
      launchIfIdle(id);
    }
  };

  const launchIfIdle = (id: string): void => {
    const row = runs.get(id);
    if (row !== undefined && row.state === "running" && !lives.has(id)) launch(row);
  };

  /** To be called after each durable change of a run's state. */
  const changed = (id: string): void =>
    events.changed(() => {
      const row = runs.get(id);
      return row === undefined ? undefined : toRunView(row);
    });

  const close = async (withinMs: number): Promise<void> => {
    shutdown.abort(new DomainError("interrupted", "the process is shutting down"));
    const enough = new AbortController();
    const limit = setTimeout(withinMs, undefined, { signal: enough.signal }).catch(() => undefined);
    await Promise.race([Promise.allSettled(inFlight), limit]);
    enough.abort();
    events.tellChanges();
    closed = true;
  };

  return {
    launchIfIdle,
    changed,
    close,
    events,
    shutdown: shutdown.signal,
    live: (id: string) => lives.get(id),
  };
}

export type RunExecutor = ReturnType<typeof createRunExecutor>;

async function outcome(options: ExecutorOptions, row: RunRow, live: LiveRun, ctx: RunContext) {
  try {
    const workflow = options.workflows[row.workflow];
    if (workflow === undefined) throw new Error(`no workflow ${row.workflow}`);
    const result = await workflow(ctx, decodeJson(row.input));
    return { state: "done", result: encodeJson(result, `the result of run ${row.id}`, "failed") } as const;
  } catch (error) {
    options.onError(row.id, error);
    return { state: live.wasTold ? "cancelled" : "failed", error: encodeFailure(toFailure(error)) } as const;
  }
}
