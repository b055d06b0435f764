import { setImmediate } from "node:timers/promises";
import type { Clock } from "#support/clock.ts";

interface Timer {
  readonly at: number;
  readonly go: () => void;
}

/** A clock whose time passes only when the test says so, and then at once. */
export interface VirtualTime {
  readonly clock: Clock;
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** Everything that falls due happens in its order, with all that follows from it. */
  advance(ms: number): Promise<void>;
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>;
  now(): number;
}

export function createVirtualTime(): VirtualTime {
  let now = 0;
  const started = Date.UTC(2026, 10, 23, 10, 42, 7);
  const timers = new Set<Timer>();
  const settle = async () => {
    // All microtasks are done before an immediate; a few of them, for what goes through real I/O.
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
  };
  return {
    clock: { now: () => started + now, monotonic: () => now },
    now: () => now,
    settle,
    pause: (ms, signal) =>
      new Promise((resolve, reject) => {
        const leave = () => {
          timers.delete(timer);
          reject(signal.reason);
        };
        const timer = {
          at: now + Math.max(0, ms),
          go: () => {
            signal.removeEventListener("abort", leave);
            resolve();
          },
        };
        if (signal.aborted) leave();
        else {
          signal.addEventListener("abort", leave, { once: true });
          timers.add(timer);
        }
      }),
    advance: async (ms) => {
      const until = now + ms;
      await settle();
      for (;;) {
        const next = [...timers].sort((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > until) break;
        now = Math.max(now, next.at);
        timers.delete(next);
        next.go();
        await settle();
      }
      now = until;
    },
  };
}
