import { expect, test } from "vitest";
import { type SlackAppFacts, slackFindings, slackPassed } from "#domain/doctor/slack-app.ts";

const facts: SlackAppFacts = { missingScopes: { value: [] }, channel: { id: "C1", state: "member" } };
const codes = (change: Partial<SlackAppFacts>) =>
  slackFindings({ ...facts, ...change }).map(({ code }) => code);

test("an app with its scopes in its channel is fine", () => {
  expect(codes({})).toEqual([]);
  expect(slackPassed(facts)[0]?.text).toBe("the app has the scopes that it needs, and is in the channel C1");
});

test("nothing that Slack says keeps a snapshot from being taken", () => {
  const all: SlackAppFacts[] = [
    { missingScopes: { value: ["users:read"] } },
    { missingScopes: { unread: "timeout" } },
    { missingScopes: { value: [] }, channel: { id: "C1", state: "stranger" } },
    { missingScopes: { value: [] }, channel: { id: "C1", state: "archived" } },
    { missingScopes: { value: [] }, channel: { id: "C1", state: "unknown" } },
    { missingScopes: { value: [] }, channel: { id: "C1", state: "unread", why: "missing_scope" } },
  ];
  const found = all.flatMap((one) => slackFindings(one));
  expect(found.map(({ code }) => code)).toEqual([
    "slack-scopes-missing",
    "slack-not-read",
    "slack-not-in-channel",
    "slack-channel-archived",
    "slack-channel-unknown",
    "slack-channel-not-read",
  ]);
  expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set(["warning"]));
  for (const one of all) expect(slackPassed(one)).toEqual([]);
});
