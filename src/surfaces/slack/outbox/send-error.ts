/**
 * Why Slack did not take a message, as the outbox decides on it.
 *
 * - `rate-limited`   HTTP 429; `retryAfterMs` says for how long
 * - `undeliverable`  this channel can't be written to: channel_not_found, not_in_channel, is_archived, …
 * - `gone`           the message to edit is no more: message_not_found, …
 * - `too-big`        Slack refuses the contents: invalid_blocks, msg_too_long, …
 * - `revoked`        Slack refuses the token: token_revoked, invalid_auth, account_inactive, …
 * - `unreachable`    timeout, 5xx, network: it may have happened
 * - `rejected`       any other refusal; it did not happen
 */
export type SendErrorKind =
  | "rate-limited"
  | "undeliverable"
  | "gone"
  | "too-big"
  | "revoked"
  | "unreachable"
  | "rejected";

/** What a {@link SlackSender} throws. `code` is Slack's own word for it, or a transport's. */
export class SendError extends Error {
  readonly kind: SendErrorKind;
  readonly code: string;
  /** Of `rate-limited`. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: SendErrorKind, code: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(`Slack: ${kind} (${code})`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SendError";
    this.kind = kind;
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}
