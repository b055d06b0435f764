import type { MessageSlot } from "#domain/message-slot.ts";
import type { Message } from "#surfaces/slack/views/message.ts";

/** Progress can wait and may be skipped; the end of a run and an alert go first. */
export type Priority = "progress" | "final" | "alert";

/** What a slot says now. */
export interface Rendered {
  readonly message: Message;
  /** Once this is delivered nothing more is to be told. */
  readonly final: boolean;
  readonly priority: Priority;
}

/**
 * Makes a slot's message from the truth, at the moment of sending. A slot without `ts` is not known to be posted: a run's
 * first post says that it starts (or waits), never more, for it may turn out to be a duplicate. Undefined: there is nothing
 * to tell.
 */
export type Render = (slot: MessageSlot) => Promise<Rendered | undefined>;
