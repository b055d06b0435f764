/** At most so many freeze windows at once in this installation; the rest wait their turn, unfrozen. */
export interface WindowSlots {
  /** Runs `act` when a slot is free. Throws the signal's reason when it is aborted while waiting. */
  within<T>(signal: AbortSignal, act: () => Promise<T>): Promise<T>;
  /** Resolves when no window is open in this process; at once when none is. */
  closed(): Promise<void>;
  /** How many windows are open. */
  readonly open: number;
}

export function createWindowSlots(count: number): WindowSlots {
  let free = count;
  const waiting: (() => void)[] = [];
  let lastClosed = Promise.withResolvers<void>();
  const acquire = (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    const turn = Promise.withResolvers<void>();
    const leave = () => {
      waiting.splice(waiting.indexOf(turn.resolve), 1);
      turn.reject(signal.reason);
    };
    waiting.push(turn.resolve);
    signal.addEventListener("abort", leave, { once: true });
    return turn.promise.finally(() => signal.removeEventListener("abort", leave));
  };
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
    if (free < count) return;
    lastClosed.resolve();
    lastClosed = Promise.withResolvers<void>();
  };
  return {
    within: async (signal, act) => {
      await acquire(signal);
      try {
        return await act();
      } finally {
        release();
      }
    },
    closed: () => (free === count ? Promise.resolve() : lastClosed.promise),
    get open() {
      return count - free;
    },
  };
}
