/** What listeners are working on, each with its own deadline. */
export interface InFlight {
  readonly count: number;
  /**
   * Runs `work` with a signal that is aborted after `deadlineMs`, or by {@link abort}. Never throws: `work` has to answer
   * for its own errors.
   */
  run(deadlineMs: number, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Resolves when nothing is being worked on. */
  idle(): Promise<void>;
  /** Aborts all that is being worked on. */
  abort(reason: Error): void;
}

export function createInFlight(onError: (error: unknown) => void): InFlight {
  const working = new Set<AbortController>();
  let waiting: (() => void)[] = [];
  const done = (controller: AbortController): void => {
    working.delete(controller);
    if (working.size > 0) return;
    const told = waiting;
    waiting = [];
    for (const tell of told) tell();
  };
  return {
    get count() {
      return working.size;
    },
    run: async (deadlineMs, work) => {
      const controller = new AbortController();
      working.add(controller);
      const timer = setTimeout(late, deadlineMs, controller);
      try {
        await work(controller.signal);
      } catch (error) {
        onError(error);
      } finally {
        clearTimeout(timer);
        done(controller);
      }
    },
    idle: () =>
      working.size === 0 ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve)),
    abort: (reason) => {
      for (const controller of working) controller.abort(reason);
    },
  };
}

const late = (controller: AbortController): void =>
  controller.abort(new DOMException("it took too long", "TimeoutError"));
