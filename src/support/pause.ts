import { setTimeout } from "node:timers/promises";

/** Waits `ms` milliseconds, or throws the signal's reason as soon as it is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await setTimeout(Math.max(0, ms), undefined, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw cause;
  }
}
