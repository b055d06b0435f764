import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from "@slack/web-api";
import { SendError, type SendErrorKind } from "./outbox/send-error.ts";
import { slackCode } from "./slack-code.ts";

/** What the outbox may conclude from an error of Slack's client. What is not known may have happened. */
export function toSendError(cause: unknown): SendError {
  if (cause instanceof WebAPIRateLimitedError)
    return new SendError("rate-limited", "ratelimited", { retryAfterMs: cause.retryAfter * 1_000, cause });
  const code = slackCode(cause);
  if (cause instanceof WebAPIPlatformError)
    return new SendError(kinds.get(code) ?? "rejected", code, { cause });
  if (cause instanceof WebAPIHTTPError && cause.statusCode < 500)
    return new SendError(cause.statusCode === 413 ? "too-big" : "rejected", code, { cause });
  return new SendError("unreachable", code, { cause });
}

/** Errors of chat.postMessage and chat.update (https://docs.slack.dev/reference/methods/chat.postMessage#errors). */
const words: Readonly<Partial<Record<SendErrorKind, readonly string[]>>> = {
  "rate-limited": ["ratelimited", "rate_limited", "message_limit_exceeded"],
  undeliverable: [
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_non_threadable_channel",
    "restricted_action_thread_locked",
    "channel_type_not_supported",
    "messages_tab_disabled",
    "user_not_in_channel",
  ],
  gone: ["message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"],
  "too-big": [
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_too_long",
    "msg_blocks_too_long",
    "blocks_too_long",
    "no_text",
  ],
  revoked: [
    "invalid_auth",
    "not_authed",
    "token_revoked",
    "token_expired",
    "account_inactive",
    "missing_scope",
    "no_permission",
    "access_denied",
    "team_access_not_granted",
    "org_login_required",
  ],
  // "It's possible some aspect of the operation succeeded before the error was raised."
  unreachable: ["internal_error", "fatal_error", "service_unavailable", "unreadable_answer"],
};

const kinds: ReadonlyMap<string, SendErrorKind> = new Map(
  Object.entries(words).flatMap(([kind, codes]) =>
    // Object.entries forgets that the keys are kinds.
    codes.map((code) => [code, kind as SendErrorKind] as const),
  ),
);
