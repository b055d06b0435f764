import { setTimeout } from "node:timers/promises";
import type { Clock } from "#support/clock.ts";

/** A timer of Node holds 24.8 days at most, and a wall clock may be set: look again at least this often. */
const longestMs = 60_000;

/** Waits until a wall-clock time, or until the signal is aborted, or a minute at most: callers look again in a loop. */
export async function pause(clock: Clock, until: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(Math.max(1, until - clock.now()), longestMs);
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
