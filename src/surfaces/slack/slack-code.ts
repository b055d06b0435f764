import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";

/**
 * Slack's own word for an error of its client, or a transport's: `channel_not_found`, `http_503`, `ECONNREFUSED`, `timeout`.
 * Always short: an answer that is no JSON comes from the client as an error whose word is the whole page.
 */
export function slackCode(cause: unknown): string {
  if (cause instanceof WebAPIPlatformError)
    return /^[a-z0-9_]{1,60}$/.test(cause.data.error) ? cause.data.error : "unreadable_answer";
  if (cause instanceof WebAPIRateLimitedError) return "ratelimited";
  if (cause instanceof WebAPIHTTPError) return `http_${cause.statusCode}`;
  return transportCode(cause instanceof WebAPIRequestError ? cause.original : cause);
}

function transportCode(cause: unknown, depth = 4): string {
  if (!(cause instanceof Error) || depth === 0) return "network";
  if (cause.name === "TimeoutError") return "timeout";
  if ("code" in cause && typeof cause.code === "string" && /^[A-Z_]{3,40}$/.test(cause.code))
    return cause.code;
  return transportCode(cause.cause, depth - 1);
}
