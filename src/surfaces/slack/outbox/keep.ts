import type { MessageSlot } from "#domain/message-slot.ts";
import { backoffMs } from "./backoff.ts";
import type { Entry } from "./entry.ts";
import type { Lane } from "./lane.ts";
import type { Parts } from "./parts.ts";

/**
 * Stores what became of a slot, beside the lane: other messages of the channel do not wait for it. The entry is busy until
 * then, so that a message is edited only after its `ts` is durable. Never throws.
 */
export async function keep(entry: Entry, slot: MessageSlot, lane: Lane, parts: Parts): Promise<void> {
  if (!(await stored(slot, parts))) return;
  entry.slot = slot;
  entry.busy = false;
  if (slot.settled) parts.remove(lane, entry);
  parts.moved(lane);
}

/** False: the outbox was stopped before. */
async function stored(
  slot: MessageSlot,
  { write, log, pause, pace, random, signal }: Parts,
): Promise<boolean> {
  for (let failures = 1; ; failures += 1) {
    try {
      await write(slot);
      return true;
    } catch (err) {
      if (signal.aborted) return false;
      log.error({ err, slot: slot.id }, "a Slack message's slot could not be stored; it is tried again");
    }
    try {
      await pause(backoffMs(pace.unreachable, failures, random), signal);
    } catch {
      return false;
    }
  }
}
