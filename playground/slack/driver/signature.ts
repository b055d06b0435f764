import { createHmac } from "node:crypto";

/** How a request is signed; everything but `true` must be refused by the bot. */
export type Signing = "true" | "forged" | "stale" | "missing";

/** Bot and Slack allow five minutes between their clocks: docs.slack.dev/authentication/verifying-requests-from-slack */
const STALE_S = 600;

/** `v0=` and the HMAC-SHA256 of `v0:TIMESTAMP:BODY`. */
export function sign(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
}

export function signedHeaders(secret: string, body: string, signing: Signing): Record<string, string> {
  const now = Math.floor(Date.now() / 1_000);
  const timestamp = signing === "stale" ? now - STALE_S : now;
  if (signing === "missing") return {};
  const key = signing === "forged" ? `${secret.slice(1)}x` : secret;
  return {
    "x-slack-request-timestamp": String(timestamp),
    "x-slack-signature": sign(key, timestamp, body),
  };
}
