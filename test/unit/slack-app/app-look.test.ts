import { expect, onTestFinished, test } from "vitest";
import { Secret } from "#support/secret.ts";
import { appLook } from "#surfaces/slack/app-look.ts";
import { SCOPES } from "#surfaces/slack/identity.ts";
import { createWebClient } from "#surfaces/slack/web-client.ts";
import { startSlack } from "../../../playground/slack/slack.ts";

async function looking(team?: string) {
  const slack = await startSlack({ rateLimits: false });
  onTestFinished(() => slack[Symbol.asyncDispose]());
  const client = createWebClient({ apiUrl: slack.apiUrl, botToken: new Secret(slack.botToken) });
  const app = appLook(client, { team: team ?? slack.team, channel: "C0STORAGE" });
  return { slack, look: (channel?: string) => app.look(channel, AbortSignal.timeout(5_000)) };
}

test("the scopes are there, and the bot is in the installation's channel", async () => {
  const { look } = await looking();
  expect(await look()).toEqual({
    missingScopes: { value: [] },
    channel: { id: "C0STORAGE", state: "member" },
  });
});

test.each([
  ["C0SHOP", "member"],
  ["C0UNINVITED", "stranger"],
  ["C0ARCHIVED", "archived"],
  ["C0SECRET", "unknown"],
  ["C0NOWHERE", "unknown"],
])("channel %s: %s", async (id, state) => {
  const { look } = await looking();
  expect((await look(id)).channel).toEqual({ id, state });
});

test("scopes that are missing are named; without those for channels it is said that nobody could look", async () => {
  const { slack, look } = await looking();
  slack.setScopes(SCOPES.filter((scope) => !scope.endsWith("s:read") || scope === "users:read"));
  const { missingScopes, channel } = await look();
  expect(missingScopes).toEqual({ value: ["usergroups:read", "channels:read", "groups:read"] });
  expect(channel).toEqual({ id: "C0STORAGE", state: "unread", why: "missing_scope" });
});

test("a token that Slack refuses, or of another workspace, is unread and never thrown", async () => {
  const { slack, look } = await looking();
  slack.revokeToken();
  expect(await look()).toMatchObject({ missingScopes: { unread: expect.any(String) } });
  const other = await looking("T0ANOTHER");
  expect((await other.look()).missingScopes).toEqual({
    unread: "slack.botToken is of the workspace T0PLAYGROUND, slack.team is T0ANOTHER",
  });
});
