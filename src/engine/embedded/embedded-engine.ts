import { setImmediate } from "node:timers/promises";
import { DomainError } from "#domain/errors.ts";
import type { Clock } from "#support/clock.ts";
import type { Database } from "#support/database.ts";
import type { BoundWorkflow, Engine, Json, RunState, RunView, Started, StartOptions } from "../port.ts";
import { encodeFailure, toFailure } from "./failure.ts";
import { encodeJson } from "./journaled-json.ts";
import { journalMigrations } from "./migrations.ts";
import { createRunExecutor, type RunExecutor } from "./run-executor.ts";
import { createRunJournal, type RunJournal, type RunRow } from "./run-journal.ts";
import { toRunView } from "./run-view.ts";
import { createStepJournal, type StepJournal } from "./step-journal.ts";

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

/** What the engine's verbs work with. */
interface Parts {
  readonly runs: RunJournal;
  readonly steps: StepJournal;
  readonly executor: RunExecutor;
  readonly clock: Clock;
  readonly workflows: readonly string[];
}

/** Durable execution in one process on one SQLite file. No leases, no elections: the file's lock is enough. */
export function createEmbeddedEngine(options: EmbeddedEngineOptions): Engine {
  const { database, clock, workflows } = options;
  database.migrate("engine", journalMigrations);
  const runs = createRunJournal(database);
  const steps = createStepJournal(database);
  const onError = options.onError ?? (() => undefined);
  const executor = createRunExecutor({ runs, steps, clock, workflows, onError, engine: () => engine });
  const parts: Parts = { runs, steps, executor, clock, workflows: Object.keys(workflows) };
  const engine: Engine = {
    start: (...args) => start(parts, ...args),
    send: (...args) => send(parts, ...args),
    cancel: (...args) => cancel(parts, ...args),
    ended: (...args) => ended(parts, ...args),
    recover: () => recover(parts),
    get: async (id) => {
      const row = runs.get(id);
      return row === undefined ? undefined : toRunView(row);
    },
    list: async (filter) => runs.list(filter ?? {}).map(toRunView),
    startedWith: async (key) => {
      const row = runs.startedWith(key);
      return row === undefined ? undefined : toRunView(row);
    },
    onProgress: executor.events.onProgress,
    onChange: executor.events.onChange,
    idle: () => idle(parts),
    close: () => executor.close(options.closeWithinMs ?? 30_000),
  };
  return engine;
}

const longestKey = 200;

async function start(
  parts: Parts,
  workflow: string,
  id: string,
  input: Json,
  options: StartOptions = {},
): Promise<Started> {
  const { runs, executor, workflows, clock } = parts;
  executor.shutdown.throwIfAborted();
  if (options.key !== undefined && options.key.length > longestKey) {
    throw new DomainError(
      "invalid-input",
      `a key has at most ${longestKey} characters, got ${options.key.length}`,
    );
  }
  if (!workflows.includes(workflow) && runs.get(id) === undefined) {
    throw new DomainError(
      "invalid-input",
      `no workflow "${workflow}", expected one of ${workflows.join(", ")}`,
    );
  }
  const text = encodeJson(input, `the input of run ${id}`, "invalid-input");
  const started = await runs.insert({ ...options, id, workflow, input: text, at: clock.now() });
  if (started.kind === "started") {
    executor.changed(id);
    executor.launchIfIdle(id);
  }
  return started;
}

async function send(parts: Parts, id: string, topic: string, value: Json, key: string): Promise<void> {
  const row = known(parts, id);
  // A parked run may be taken up again by the version that knows it.
  if (hasEnded(row) && row.state !== "parked") return;
  const text = encodeJson(value, `the message ${key} to run ${id}`, "invalid-input");
  await parts.steps.send(row.id, topic, key, text);
  parts.executor.live(row.id)?.arrived(topic);
}

async function cancel(parts: Parts, id: string, reason: string): Promise<void> {
  const { runs, executor, clock } = parts;
  const row = known(parts, id);
  const failure = toFailure(new DomainError("interrupted", `cancelled: ${reason}`));
  if (await runs.cancel(row.id, reason, encodeFailure(failure), clock.now())) {
    executor.changed(row.id);
    executor.events.ended(row.id);
  } else executor.live(row.id)?.cancel(reason);
}

async function ended(parts: Parts, id: string, signal?: AbortSignal): Promise<RunView> {
  for (;;) {
    const row = known(parts, id);
    if (hasEnded(row)) {
      await parts.runs.durable();
      return toRunView(row);
    }
    await parts.executor.events.nextEnd(row.id, signal);
  }
}

async function idle({ runs, executor }: Parts): Promise<void> {
  for (;;) {
    // A turn later: whoever has just been told that something ended has gone on by then.
    await setImmediate();
    executor.shutdown.throwIfAborted();
    if (runs.unfinished().every((id) => executor.live(id)?.onlyWaits === true)) return;
    await executor.events.nextQuiet();
  }
}

async function recover({
  runs,
  executor,
  workflows,
}: Parts): Promise<{ resumed: string[]; parked: string[] }> {
  for (const id of await runs.recover(workflows)) executor.changed(id);
  const idsOf = (state: RunState): string[] => runs.list({ state, limit: -1 }).map((row) => row.id);
  const unfinished = [...idsOf("queued"), ...idsOf("running")].toReversed();
  const resumed = unfinished.filter((id) => executor.live(id) === undefined);
  for (const id of resumed) executor.launchIfIdle(id);
  return { resumed, parked: idsOf("parked") };
}

function known({ runs, executor }: Parts, id: string): RunRow {
  executor.shutdown.throwIfAborted();
  const row = runs.get(id);
  if (row === undefined) throw new DomainError("not-found", `there is no run ${id}`);
  return row;
}

const hasEnded = (row: RunRow): boolean => row.state !== "queued" && row.state !== "running";
