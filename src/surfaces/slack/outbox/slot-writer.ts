import type { MessageSlot } from "#domain/message-slot.ts";
import type { Clock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";
import type { PauseFor } from "./alarm.ts";

export interface SlotWriterOptions {
  readonly records: { saveSlot(slot: MessageSlot): Promise<void> };
  /** Resolves when no freeze window is open in this process. */
  readonly windows: { closed(): Promise<void> };
  readonly clock: Clock;
  readonly log: Log;
  readonly pause: PauseFor;
  readonly windowWaitMs: number;
  /** Aborted at the end; what is not written by then is not written. */
  readonly signal: AbortSignal;
}

/**
 * Writes slots one after another, each only while no freeze window is open: between freeze and thaw the store belongs to
 * the window. After `windowWaitMs` it goes ahead all the same, lest an installation that always freezes something never
 * remembers its messages.
 */
export function createSlotWriter(options: SlotWriterOptions): (slot: MessageSlot) => Promise<void> {
  const { clock, records, signal, windowWaitMs } = options;
  let tail: Promise<unknown> = Promise.resolve();
  return (slot) => {
    const deadline = clock.monotonic() + windowWaitMs;
    const written = tail.then(async () => {
      await windowsClosed(options, deadline);
      signal.throwIfAborted();
      await records.saveSlot(slot);
    });
    tail = written.catch(() => undefined);
    return written;
  };
}

async function windowsClosed(options: SlotWriterOptions, deadline: number): Promise<void> {
  const { windows, clock, log, pause, signal } = options;
  const over = new AbortController();
  const stop = (): void => over.abort();
  signal.addEventListener("abort", stop, { once: true });
  const late = pause(deadline - clock.monotonic(), over.signal).then(
    () => "late" as const,
    () => "stopped" as const,
  );
  try {
    const how = await Promise.race([windows.closed().then(() => "closed" as const), late]);
    if (how === "late") {
      const waitedMs = options.windowWaitMs;
      log.warn(
        { waitedMs },
        "freeze windows are open without a break: a Slack message's slot is stored meanwhile",
      );
    }
  } finally {
    signal.removeEventListener("abort", stop);
    over.abort();
  }
}
