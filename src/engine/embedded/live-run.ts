import { DomainError } from "#domain/errors.ts";
import type { RunRow } from "./run-journal.ts";

/** What is in memory of a run that this process executes. Lost at a crash; everything that matters is in the journal. */
export class LiveRun {
  readonly id: string;
  readonly lockKey: string | undefined;
  readonly shutdown: AbortSignal;
  /** Aborted by the shutdown or by a cancel, and stays so. */
  readonly signal: AbortSignal;
  readonly #cancelled = new AbortController();
  /** Aborted from the cancel until the workflow has been told: what it does after that must be able to work. */
  #untold = new AbortController();
  #step: AbortSignal;
  #told: boolean;
  readonly #names = new Set<string>();
  readonly #counts = new Map<string, number>();
  readonly #arrivals = new Map<string, AbortController>();
  /** Acts that have begun and not ended, and which of them only wait, for a message of that topic or for something else. */
  #acts = 0;
  readonly #waits = new Set<{ readonly topic: string | undefined }>();
  readonly #quiet: () => void;

  /** `quiet` is called whenever the run has begun to wait. */
  constructor(row: RunRow, shutdown: AbortSignal, quiet: () => void) {
    this.#quiet = quiet;
    this.id = row.id;
    this.lockKey = row.lock_key;
    this.shutdown = shutdown;
    this.signal = AbortSignal.any([shutdown, this.#cancelled.signal]);
    this.#step = AbortSignal.any([shutdown, this.#untold.signal]);
    this.#told = row.cancel_told;
    if (row.cancel_reason !== undefined) this.cancel(row.cancel_reason);
  }

  /** The signal for one step, receive, sleep or child. */
  stepSignal(): AbortSignal {
    return this.#step;
  }

  cancel(reason: string): void {
    const error = new DomainError("interrupted", `cancelled: ${reason}`);
    this.#cancelled.abort(error);
    if (this.#told) return;
    this.#waits.clear();
    this.#untold.abort(error);
  }

  /** The error that the workflow has still to be told; `undefined` when nobody cancelled or it knows. */
  untoldCancel(): DomainError | undefined {
    return this.#untold.signal.aborted ? this.#untold.signal.reason : undefined;
  }

  told(): void {
    this.#told = true;
    this.#untold = new AbortController();
    this.#step = AbortSignal.any([this.shutdown, this.#untold.signal]);
  }

  get wasTold(): boolean {
    return this.#told;
  }

  /** Two steps of one name would share one journal row. */
  claim(name: string): void {
    if (this.#names.has(name)) {
      throw new Error(`run ${this.id} uses the step name "${name}" twice; number it, such as "${name}#2"`);
    }
    this.#names.add(name);
  }

  /** `$now:1`, `$now:2` …: names of what the workflow does not name itself. The `$` keeps them apart from step names. */
  nextName(of: string): string {
    const count = (this.#counts.get(of) ?? 0) + 1;
    this.#counts.set(of, count);
    return `$${of}:${count}`;
  }

  /** Aborted as soon as something is sent to the topic. Take it before looking into the inbox. */
  arrival(topic: string): AbortSignal {
    const waiting = this.#arrivals.get(topic) ?? new AbortController();
    this.#arrivals.set(topic, waiting);
    return waiting.signal;
  }

  arrived(topic: string): void {
    for (const wait of this.#waits) if (wait.topic === topic) this.#waits.delete(wait);
    this.#arrivals.get(topic)?.abort();
    this.#arrivals.delete(topic);
  }

  /** An act has begun; ended by the disposal. */
  act(): Disposable {
    this.#acts += 1;
    return {
      [Symbol.dispose]: () => {
        this.#acts -= 1;
      },
    };
  }

  /** An act has nothing to do until somebody else does something or a time has come; until the disposal, or sooner. */
  wait(topic?: string): Disposable {
    const wait = { topic };
    this.#waits.add(wait);
    this.#quiet();
    return { [Symbol.dispose]: () => void this.#waits.delete(wait) };
  }

  /** Between two acts the workflow itself is at work. */
  get onlyWaits(): boolean {
    return this.#acts > 0 && this.#acts === this.#waits.size;
  }
}
