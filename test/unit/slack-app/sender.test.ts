import { expect, onTestFinished, test } from "vitest";
import { Secret } from "#support/secret.ts";
import { createSender } from "#surfaces/slack/sender.ts";
import { createWebClient } from "#surfaces/slack/web-client.ts";
import type { SlackFault } from "../../../playground/slack/faults.ts";
import { startSlack } from "../../../playground/slack/slack.ts";

const message = {
  text: "frozen 0.8 s",
  blocks: [{ type: "section" as const, text: { type: "mrkdwn" as const, text: "*frozen* 0.8 s" } }],
};
const soon = () => AbortSignal.timeout(5_000);

async function start() {
  const slack = await startSlack({ rateLimits: false });
  onTestFinished(() => slack[Symbol.asyncDispose]());
  const client = createWebClient({ apiUrl: slack.apiUrl, botToken: new Secret(slack.botToken) });
  return { slack, sender: createSender(client) };
}

test("posts and edits one message", async () => {
  const { slack, sender } = await start();
  const { ts } = await sender.post("C0STORAGE", message, soon());
  await sender.update("C0STORAGE", ts, { ...message, text: "done" }, soon());
  expect(slack.messages("C0STORAGE")).toMatchObject([
    { ts, text: "done", edits: [{ text: "frozen 0.8 s" }] },
  ]);
});

test("a message without blocks loses those it had", async () => {
  const { slack, sender } = await start();
  const { ts } = await sender.post("C0STORAGE", message, soon());
  await sender.update("C0STORAGE", ts, { text: "done", blocks: [] }, soon());
  expect(slack.messages("C0STORAGE")[0]?.blocks).toEqual([]);
  await sender.post("C0STORAGE", { text: "words alone", blocks: [] }, soon());
  expect(slack.messages("C0STORAGE")[1]?.text).toBe("words alone");
});

test.each<[string, SlackFault, object]>([
  ["429", { kind: "ratelimited", retryAfter: 7 }, { kind: "rate-limited", retryAfterMs: 7_000 }],
  ["channel_not_found", { kind: "error", error: "channel_not_found" }, { kind: "undeliverable" }],
  ["not_in_channel", { kind: "error", error: "not_in_channel" }, { kind: "undeliverable" }],
  ["message_not_found", { kind: "error", error: "message_not_found" }, { kind: "gone" }],
  ["invalid_blocks", { kind: "error", error: "invalid_blocks" }, { kind: "too-big" }],
  ["token_revoked", { kind: "error", error: "token_revoked" }, { kind: "revoked" }],
  ["missing_scope", { kind: "error", error: "missing_scope" }, { kind: "revoked" }],
  ["internal_error", { kind: "error", error: "internal_error" }, { kind: "unreachable" }],
  [
    "some_new_error",
    { kind: "error", error: "some_new_error" },
    { kind: "rejected", code: "some_new_error" },
  ],
  ["502", { kind: "status", status: 502 }, { kind: "unreachable", code: "http_502" }],
  ["403", { kind: "status", status: 403 }, { kind: "rejected", code: "http_403" }],
  ["a page under 200", { kind: "status", status: 200 }, { kind: "unreachable", code: "unreadable_answer" }],
  ["a lost answer", { kind: "lose-answer" }, { kind: "unreachable" }],
  ["no connection", { kind: "down" }, { kind: "unreachable" }],
])("%s says what may be concluded from it", async (_what, fault, expected) => {
  const { slack, sender } = await start();
  slack.fault(fault);
  await expect(sender.post("C0STORAGE", message, soon())).rejects.toMatchObject(expected);
});

test("codes are short words, whatever Slack or a proxy says", async () => {
  const { slack, sender } = await start();
  slack.fault({ kind: "error", error: "<html>".repeat(100) });
  const error = await sender.post("C0STORAGE", message, soon()).catch((cause: unknown) => cause);
  expect(error).toMatchObject({ code: "unreadable_answer" });
});

test("obeys its signal at once, although the call goes on", async () => {
  const { slack, sender } = await start();
  slack.fault({ kind: "hang" });
  const began = performance.now();
  await expect(sender.post("C0STORAGE", message, AbortSignal.timeout(50))).rejects.toMatchObject({
    kind: "unreachable",
    code: "timeout",
  });
  expect(performance.now() - began).toBeLessThan(1_000);
});

test("one 429 stalls no other call", async () => {
  const { slack, sender } = await start();
  slack.fault({ kind: "ratelimited", retryAfter: 30, match: { channel: "C0SHOP" } });
  const [limited, other] = await Promise.allSettled([
    sender.post("C0SHOP", message, soon()),
    sender.post("C0STORAGE", message, soon()),
  ]);
  expect(limited).toMatchObject({ status: "rejected", reason: { kind: "rate-limited" } });
  expect(other.status).toBe("fulfilled");
});
