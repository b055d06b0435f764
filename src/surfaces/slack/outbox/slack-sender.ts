import type { Message } from "#surfaces/slack/views/message.ts";

/** The two calls of Slack that the outbox makes. Each throws `SendError`, retries nothing by itself and obeys its signal. */
export interface SlackSender {
  /** chat.postMessage; resolves with the message's id in its channel. */
  post(channel: string, message: Message, signal: AbortSignal): Promise<{ readonly ts: string }>;
  /** chat.update. Empty `blocks` take away those that were there. */
  update(channel: string, ts: string, message: Message, signal: AbortSignal): Promise<void>;
}
