import { WebClient, type WebClientOptions } from "@slack/web-api";
import type { Log } from "#support/log.ts";
import { boltLog } from "./bolt-log.ts";
import type { SlackConfig } from "./slack-config.ts";

/** No call of ours may be answered later than this, ms. */
const TIMEOUT_MS = 10_000;

/**
 * What every call to Slack has in common. A 429 is an error at once, since a client that waits it out stalls all its other
 * calls too (@slack/web-api 8.2.0 WebClient.js, `requestQueue.pause`); nothing is repeated here, since only the caller
 * knows whether a call may be made twice.
 */
export function webClientOptions(apiUrl: string, log?: Log): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    timeout: TIMEOUT_MS,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    logger: boltLog(log),
  };
}

/** The bot's way to the Web API. */
export function createWebClient(config: Pick<SlackConfig, "apiUrl" | "botToken">, log?: Log): WebClient {
  return new WebClient(config.botToken.reveal(), webClientOptions(config.apiUrl, log));
}
