import { type Logger, LogLevel, WebClient } from "@slack/web-api";
import type { SimulatedSlack } from "../../../../playground/slack/simulated-slack.ts";

const quiet = (): void => undefined;

/** Refusals are what these tests are about: nothing of them belongs on the terminal. */
export const silent: Logger = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  setLevel: quiet,
  getLevel: () => LogLevel.ERROR,
  setName: quiet,
};

/** Slack's own client, pointed at the simulation, without retries. */
export const clientOf = (
  { apiUrl, botToken }: SimulatedSlack,
  token = botToken,
  timeout = 15_000,
): WebClient =>
  new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    logger: silent,
  });

/** Slack's code for what it refuses; undefined: it did not. */
export const refusal = (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(
    () => undefined,
    (error: { data?: { error?: string } }) => error.data?.error ?? String(error),
  );
