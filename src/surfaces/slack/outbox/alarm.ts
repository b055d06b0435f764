/** Waits on the monotonic clock, injected so that tests need not wait. Throws the signal's reason when it is aborted. */
export type PauseFor = (ms: number, signal: AbortSignal) => Promise<void>;

/** A wait that can be cut short. Several may wait at once. */
export interface Alarm {
  ring(): void;
  /** Resolves when it rings, or after `ms`; infinite: only when it rings. */
  wait(ms: number): Promise<void>;
}

export function createAlarm(pause: PauseFor): Alarm {
  let rung = Promise.withResolvers<void>();
  return {
    ring: () => {
      rung.resolve();
      rung = Promise.withResolvers();
    },
    wait: async (ms) => {
      const { promise } = rung;
      if (ms === Number.POSITIVE_INFINITY) return promise;
      const over = new AbortController();
      await Promise.race([promise, pause(ms, over.signal).catch(() => undefined)]);
      over.abort();
    },
  };
}
