import type { MessageSlot } from "#domain/message-slot.ts";
import type { Form } from "./form.ts";
import type { Priority } from "./rendered.ts";

/** One open slot in memory. Times are monotonic milliseconds. */
export interface Entry {
  /** As it is stored, apart from a `ts` on its way to the store. */
  slot: MessageSlot;
  /** Being stored or sent: nobody else touches it. */
  busy: boolean;
  /** Counts changes, so that one which comes while a message is under way is not lost. */
  changes: number;
  /** Since when something is to be sent; undefined when nothing is. */
  dirtySince: number | undefined;
  /** Of what is to be sent; undefined until it was rendered. */
  priority: Priority | undefined;
  /** After failures. */
  notBefore: number;
  failures: number;
  /** How often the message was gone and had to be posted anew. */
  reposts: number;
  /** Before this no edit that is only progress. */
  editFrom: number;
  form: Form;
  /** Slack said `invalid_blocks` to a fuller form. */
  refusedBlocks: boolean;
  /** The last message that Slack surely took. */
  lastSent: string | undefined;
}

/** A slot's place in memory, with nothing to send yet. */
export const newEntry = (slot: MessageSlot): Entry => ({
  slot,
  busy: false,
  changes: 0,
  dirtySince: undefined,
  priority: undefined,
  notBefore: Number.NEGATIVE_INFINITY,
  failures: 0,
  reposts: 0,
  editFrom: Number.NEGATIVE_INFINITY,
  form: "full",
  refusedBlocks: false,
  lastSent: undefined,
});

/** What it says may have changed: it is rendered and sent when its turn comes. */
export function markDirty(entry: Entry, now: number): void {
  entry.changes += 1;
  entry.dirtySince ??= now;
  entry.priority = undefined;
}
