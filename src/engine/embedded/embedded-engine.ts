import { once } from "node:events";
import { DomainError } from "#domain/errors.ts";
import type { Clock } from "#support/clock.ts";
import type { Database } from "#support/database.ts";
import type { BoundWorkflow, Engine, Json, RunView, Started, StartOptions } from "../port.ts";
import { encodeFailure, toFailure } from "./failure.ts";
import { encodeJson } from "./journaled-json.ts";
import { journalMigrations } from "./migrations.ts";
import { createRunExecutor } from "./run-executor.ts";
import { createRunJournal, type RunRow } from "./run-journal.ts";
import { toRunView } from "./run-view.ts";
import { createStepJournal } from "./step-journal.ts";

export interface EmbeddedEngineOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** By name with version: `snapshot-application@1`. */
  readonly workflows: Readonly<Record<string, BoundWorkflow>>;
  /** Told of each error that ended a run, with its cause and stack, for the log. */
  readonly onError?: (runId: string, error: unknown) => void;
  /** How long `close` waits for running steps. Default 30 s; what is cut off then is as safe as after a crash. */
  readonly closeWithinMs?: number;
}

const endStates: ReadonlySet<string> = new Set(["done", "failed", "cancelled", "parked"]);

/** Durable execution in one process on one SQLite file. No leases, no elections: the file's lock is enough. */
export function createEmbeddedEngine(options: EmbeddedEngineOptions): Engine {
  const { database, clock, workflows } = options;
  database.migrate("engine", journalMigrations);
  const runs = createRunJournal(database);
  const steps = createStepJournal(database);
  const onError = options.onError ?? (() => undefined);
  const executor = createRunExecutor({ runs, steps, clock, workflows, onError, engine: () => engine });

  const known = (id: string): RunRow => {
    executor.shutdown.throwIfAborted();
    const row = runs.get(id);
    if (row === undefined) throw new DomainError("not-found", `there is no run ${id}`);
    return row;
  };

  const start = async (
    workflow: string,
    id: string,
    input: Json,
    startOptions: StartOptions = {},
  ): Promise<Started> => {
    executor.shutdown.throwIfAborted();
    if (!Object.hasOwn(workflows, workflow)) {
      throw new DomainError(
        "invalid-input",
        `no workflow "${workflow}", expected one of ${Object.keys(workflows).join(", ")}`,
      );
    }
    const text = encodeJson(input, `the input of run ${id}`, "invalid-input");
    const started = runs.insert({ ...startOptions, id, workflow, input: text, at: clock.now() });
    if (started.kind === "started") executor.launchIfIdle(id);
    return started;
  };

  const send = async (id: string, topic: string, value: Json, key: string): Promise<void> => {
    const row = known(id);
    if (endStates.has(row.state) && row.state !== "parked") return;
    steps.send(row.id, topic, key, encodeJson(value, `the message ${key} to run ${id}`, "invalid-input"));
    executor.live(row.id)?.arrived(topic);
  };

  const cancel = async (id: string, reason: string): Promise<void> => {
    const row = known(id);
    const failure = toFailure(new DomainError("interrupted", `cancelled: ${reason}`));
    runs.cancel(row.id, reason, encodeFailure(failure), clock.now());
    if (runs.get(row.id)?.state === "cancelled") announceEnd(row.id);
    else executor.live(row.id)?.cancel(reason);
  };

  const announceEnd = (id: string): void => {
    executor.events.emit(`ended ${id}`);
    executor.events.emit("ended");
  };

  const ended = async (id: string, signal?: AbortSignal): Promise<RunView> => {
    for (let row = known(id); ; row = known(id)) {
      if (endStates.has(row.state)) return toRunView(row);
      await next(`ended ${row.id}`, signal);
    }
  };

  /** The next event of a name; rejects with the signal's reason, or with `interrupted` at a shutdown. */
  const next = async (event: string, signal?: AbortSignal): Promise<void> => {
    const stop = signal === undefined ? executor.shutdown : AbortSignal.any([executor.shutdown, signal]);
    stop.throwIfAborted();
    await once(executor.events, event, { signal: stop }).catch((error: unknown) => {
      throw stop.aborted ? stop.reason : error;
    });
  };

  const recover: Engine["recover"] = async () => {
    runs.recover(Object.keys(workflows));
    const parked = runs.list({ state: "parked", limit: -1 }).map((row) => row.id);
    const unfinished = [
      ...runs.list({ state: "running", limit: -1 }),
      ...runs.list({ state: "queued", limit: -1 }),
    ];
    const resumed = unfinished.filter((row) => executor.live(row.id) === undefined).map((row) => row.id);
    for (const id of resumed) executor.launchIfIdle(id);
    return { resumed, parked };
  };

  const engine: Engine = {
    start,
    send,
    cancel,
    ended,
    recover,
    get: async (id) => {
      const row = runs.get(id);
      return row === undefined ? undefined : toRunView(row);
    },
    list: async (filter) => runs.list(filter ?? {}).map(toRunView),
    onProgress: (listener) => {
      const guarded = guard(listener);
      executor.events.on("progress", guarded);
      return () => void executor.events.off("progress", guarded);
    },
    idle: async () => {
      while (runs.countUnfinished() > 0) await next("ended");
    },
    close: () => executor.close(options.closeWithinMs ?? 30_000),
  };
  return engine;
}

/** A listener's error is its own: the run that reports may be holding a freeze. */
function guard(listener: (runId: string, update: Json) => void): (runId: string, update: Json) => void {
  return (runId, update) => {
    try {
      listener(runId, update);
    } catch {
      // Progress is lossy by contract.
    }
  };
}
