/**
 * What workflows see of durable execution. The shape is that of DBOS, so that the same workflow files can run on
 * PostgreSQL later; `embedded/` implements it on one SQLite file for one process.
 */

/** Anything that survives `JSON.parse(JSON.stringify(x))`. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** A durable inbox message or its deadline. */
export type Received = { readonly kind: "message"; readonly value: Json } | { readonly kind: "deadline" };

export interface StepContext {
  /**
   * Aborted when the process shuts down or the run is cancelled. A step that fails after that tells the workflow of the
   * cancel (DomainError `interrupted`); steps begun later get a fresh signal, so that a workflow can clean up.
   */
  readonly signal: AbortSignal;
  /** 1 for the first execution of this step; a crash inside a step makes the next execution 2. */
  readonly execution: number;
}

export interface RunContext {
  readonly runId: string;
  /** Aborted when the process shuts down or the run is cancelled. */
  readonly signal: AbortSignal;
  /**
   * Runs `fn` once and journals its result or error; a replay returns what was journaled. Names are unique within a
   * run. The result is JSON of at most 64 KiB and holds no secrets. A crash before the journal write runs it again.
   * A failed step throws a DomainError, the same one at the first time and at a replay; any other error becomes `failed`.
   */
  step<T extends Json>(name: string, fn: (step: StepContext) => Promise<T>): Promise<T>;
  /** Waits for a message on `topic`, at most until `until`. The deadline and the message survive a restart. */
  receive(topic: string, options: { readonly until: number }): Promise<Received>;
  /** Starts another run and awaits its end; its failure is thrown here. Cancelling the parent cancels the child. */
  child<T extends Json>(workflow: string, id: string, input: Json, options?: StartOptions): Promise<T>;
  /** Durable timer. */
  sleep(until: number): Promise<void>;
  /** Wall-clock time, journaled: a replay gets the same answer. */
  now(): Promise<number>;
  /** In memory, lossy, never awaited: the only thing a run may call while something is frozen. */
  progress(update: Json): void;
}

/**
 * A workflow as an engine is given it: straight-line code over `ctx`, ports bound, input still to be parsed. Its registered
 * name carries its version: `snapshot-application@1`.
 */
export type BoundWorkflow = (ctx: RunContext, input: Json) => Promise<Json>;

export interface StartOptions {
  /** One run at a time per key. */
  readonly lockKey?: string;
  /**
   * What to do when the key is taken: wait (default), become another name of the run that has it (if that is the same
   * workflow; behind another one: wait), or do not start and do not remember the id.
   */
  readonly onBusy?: "queue" | "join" | "skip";
  /** Idempotency: a second start with the same key is the first one's run (`known`). At most 200 characters. */
  readonly key?: string;
}

export type RunState = "queued" | "running" | "done" | "failed" | "cancelled" | "parked";

export interface RunView {
  readonly id: string;
  readonly workflow: string;
  readonly state: RunState;
  readonly input: Json;
  readonly result?: Json;
  readonly error?: RunFailure;
  readonly lockKey?: string;
  readonly createdAt: number;
  readonly endedAt?: number;
}

/** An error as the journal keeps it. */
export interface RunFailure {
  readonly kind: string;
  readonly message: string;
  readonly next?: string;
}

export type Started =
  /** A new run, at once or in the queue; `busyWith` is the run that has the key which it waits for. */
  | {
      readonly kind: "started";
      readonly id: string;
      readonly state: "running" | "queued";
      readonly busyWith?: string;
    }
  /** The same id or key was started before; `id` is the run to follow. */
  | { readonly kind: "known"; readonly id: string }
  /** `onBusy: join`: follow this run instead. */
  | { readonly kind: "joined"; readonly id: string }
  /** `onBusy: skip`: this run holds the key. */
  | { readonly kind: "skipped"; readonly busyWith: string };

export interface Engine {
  /** Starts a run; the same id, or the same `key`, twice is one run. One transaction, durable before it resolves. */
  start(workflow: string, id: string, input: Json, options?: StartOptions): Promise<Started>;
  /** Puts a message into a run's inbox; the same key twice is one message. Kept although nobody waits yet. */
  send(id: string, topic: string, value: Json, key: string): Promise<void>;
  /**
   * Asks a run to stop: a queued one never starts; a running one sees its signal aborted and is told once, as an error
   * `interrupted` of the step it is in, or else of the next one. It is `cancelled` if it then ends with an error.
   */
  cancel(id: string, reason: string): Promise<void>;
  get(id: string): Promise<RunView | undefined>;
  /** The run that was started, joined or known under this `key`. */
  startedWith(key: string): Promise<RunView | undefined>;
  list(filter?: {
    readonly state?: RunState;
    readonly workflow?: string;
    readonly lockKey?: string;
    readonly limit?: number;
  }): Promise<RunView[]>;
  /** Resolves when the run has ended, however it ended; a parked one has ended for this process. */
  ended(id: string, signal?: AbortSignal): Promise<RunView>;
  /** Takes up every unfinished run; unknown versions are parked. Called once, after all workflows are registered. */
  recover(): Promise<{ readonly resumed: readonly string[]; readonly parked: readonly string[] }>;
  /** Lossy progress updates of all runs, for surfaces. Returns how to stop. */
  onProgress(listener: (runId: string, update: Json) => void): () => void;
  /**
   * Told after each durable change of a run's state (queued, running, done, failed, cancelled, parked), in this process, in
   * their order and soon after, so that whoever made the change is answered first. Never throws back. Returns how to stop.
   */
  onChange(listener: (run: RunView) => void): () => void;
  /**
   * Resolves when nothing is left to do but to wait: each run that has not ended is in `receive` or `sleep`, or waits for a
   * child, or in a queue, of which that is true. What they wait for is durable, so a process may end then.
   */
  idle(): Promise<void>;
  /**
   * Aborts running steps and waits for them. What still succeeds is journaled; a failure is not, and the workflow never
   * hears of it: the step runs again after the next start.
   */
  close(): Promise<void>;
}
