import type { WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SimulatedSlack } from "../../../../playground/slack/simulated-slack.ts";
import { startSlack } from "../../../../playground/slack/slack.ts";
import { clientOf, refusal } from "./client.ts";

let slack: SimulatedSlack;
let client: WebClient;

beforeEach(async () => {
  slack = await startSlack();
  client = clientOf(slack);
});

afterEach(async () => {
  await slack[Symbol.asyncDispose]();
});

const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } }) as const;
const channel = "C0STORAGE";

describe("chat", () => {
  it("posts a message, edits it in place and remembers what it said before", async () => {
    const { ts } = await client.chat.postMessage({
      channel,
      text: "starting",
      blocks: [section("*starting*")],
    });
    await client.chat.update({ channel, ts: ts ?? "", text: "done", blocks: [section("*done*")] });
    const [message, ...more] = slack.messages(channel);
    expect(more).toEqual([]);
    expect(message).toMatchObject({ ts, text: "done", edits: [{ text: "starting" }] });
    expect(message?.editedAt).toBeGreaterThanOrEqual(message?.postedAt ?? 0);
  });

  it("tells a watcher each post and each edit, in order", async () => {
    const seen: string[] = [];
    const stop = slack.watch((change) => seen.push(change.what));
    const { ts } = await client.chat.postMessage({ channel, text: "one" });
    await client.chat.update({ channel, ts: ts ?? "", text: "two" });
    await client.chat.postEphemeral({ channel, user: "U0READER", text: "psst" });
    stop();
    await client.chat.postMessage({ channel, text: "unseen" });
    expect(seen).toEqual(["posted", "edited", "ephemeral"]);
    expect(slack.ephemerals("U0READER")).toMatchObject([{ text: "psst", channel }]);
    expect(slack.ephemerals("U0PLAYGROUND")).toEqual([]);
  });

  it.each([
    ["C0NOWHERE", "channel_not_found"],
    ["C0UNINVITED", "not_in_channel"],
    ["C0ARCHIVED", "is_archived"],
    ["C0SECRET", "channel_not_found"],
  ])("refuses a post to %s with %s", async (where, code) => {
    expect(await refusal(client.chat.postMessage({ channel: where, text: "hello" }))).toBe(code);
    expect(slack.messages()).toEqual([]);
  });

  it("lets the bot into public channels uninvited with chat:write.public", async () => {
    slack.setScopes(["chat:write", "chat:write.public"]);
    expect(await refusal(client.chat.postMessage({ channel: "C0UNINVITED", text: "hello" }))).toBeUndefined();
  });

  it("finds a channel by its name, and a person's direct conversation by their id", async () => {
    expect((await client.chat.postMessage({ channel: "#storage", text: "hello" })).channel).toBe("C0STORAGE");
    const direct = await client.chat.postMessage({ channel: "U0READER", text: "hello" });
    expect(direct.channel).toMatch(/^D/);
    expect((await client.chat.postMessage({ channel: "U0READER", text: "again" })).channel).toBe(
      direct.channel,
    );
  });

  it("refuses to edit what is not there or not the bot's own", async () => {
    expect(await refusal(client.chat.update({ channel, ts: "1.000001", text: "x" }))).toBe(
      "message_not_found",
    );
    const { ts } = await client.chat.postMessage({ channel, text: "mine" });
    slack.patch("channels", channel, { isArchived: true });
    expect(await refusal(client.chat.update({ channel, ts: ts ?? "", text: "x" }))).toBe("is_inactive");
  });

  it("refuses empty and over-long texts, and edits beyond 4,000 bytes", async () => {
    expect(await refusal(client.chat.postMessage({ channel, text: "" }))).toBe("no_text");
    expect(await refusal(client.chat.postMessage({ channel, text: "x".repeat(40_001) }))).toBe(
      "msg_too_long",
    );
    const { ts = "" } = await client.chat.postMessage({ channel, text: "x".repeat(40_000) });
    expect(await refusal(client.chat.update({ channel, ts, text: "x".repeat(4_001) }))).toBe("msg_too_long");
    expect(await refusal(client.chat.update({ channel, ts, text: "x".repeat(4_000) }))).toBeUndefined();
  });

  it("shows an ephemeral message only to members of the channel", async () => {
    const call = client.chat.postEphemeral({ channel, user: "U0ELSEWHERE", text: "psst" });
    expect(await refusal(call)).toBe("user_not_in_channel");
  });
});

describe("tokens", () => {
  it.each([
    ["", "not_authed"],
    ["xoxb-wrong", "invalid_auth"],
  ])("refuses the token %j with %s", async (token, code) => {
    expect(await refusal(clientOf(slack, token).chat.postMessage({ channel, text: "x" }))).toBe(code);
  });

  it("refuses a revoked token, a missing scope and the wrong kind of token", async () => {
    slack.setScopes(["commands"]);
    const call = client.chat.postMessage({ channel, text: "x" });
    await expect(call).rejects.toMatchObject({
      data: { error: "missing_scope", needed: "chat:write", provided: "commands" },
    });
    expect(await refusal(clientOf(slack, slack.appToken).auth.test())).toBe("not_allowed_token_type");
    slack.revokeToken();
    expect(await refusal(client.auth.test())).toBe("token_revoked");
  });

  it("knows who the bot is", async () => {
    expect(await client.auth.test()).toMatchObject({
      ok: true,
      team_id: "T0PLAYGROUND",
      user_id: "U0FREEZEFRAME",
      bot_id: "B0FREEZEFRAME",
    });
  });
});

describe("people", () => {
  it("tells who is in a user group, nobody for a disabled one, and refuses an unknown one", async () => {
    expect((await client.usergroups.users.list({ usergroup: "S0STORAGE" })).users).toEqual(["U0PLAYGROUND"]);
    expect((await client.usergroups.users.list({ usergroup: "S0DISABLED" })).users).toEqual([]);
    expect(await refusal(client.usergroups.users.list({ usergroup: "S0NOBODY" }))).toBe("no_such_subteam");
    slack.patch("groups", "S0STORAGE", { users: [] });
    expect((await client.usergroups.users.list({ usergroup: "S0STORAGE" })).users).toEqual([]);
  });

  it("shows guests, bots, deactivated people and people of another workspace as Slack does", async () => {
    const info = async (user: string) => (await client.users.info({ user })).user;
    expect(await info("U0GUEST")).toMatchObject({
      is_restricted: true,
      is_ultra_restricted: true,
      deleted: false,
    });
    expect(await info("U0ROBOT")).toMatchObject({ is_bot: true });
    expect(await info("U0GONE")).toMatchObject({ deleted: true });
    expect(await info("U0ELSEWHERE")).toMatchObject({ team_id: "T0ELSEWHERE", is_stranger: true });
    expect(await refusal(client.users.info({ user: "U0NOBODY" }))).toBe("user_not_found");
  });

  it("says whether the bot is in a channel", async () => {
    const info = async (id: string) => (await client.conversations.info({ channel: id })).channel;
    expect(await info("C0STORAGE")).toMatchObject({ is_member: true, is_private: false });
    expect(await info("C0UNINVITED")).toMatchObject({ is_member: false });
    expect(await refusal(client.conversations.info({ channel: "C0SECRET" }))).toBe("channel_not_found");
  });
});

describe("limits of rate", () => {
  it("lets a short burst into a channel, then answers 429 with Retry-After; other channels go on", async () => {
    const posts = Array.from({ length: 5 }, () => client.chat.postMessage({ channel, text: "x" }));
    await Promise.all(posts);
    const sixth = client.chat.postMessage({ channel, text: "x" });
    await expect(sixth).rejects.toMatchObject({ retryAfter: 1 });
    await client.chat.postMessage({ channel: "C0SHOP", text: "x" });
    slack.advance(1_000);
    await client.chat.postMessage({ channel, text: "x" });
    expect(slack.calls().map(({ outcome }) => outcome)).toContain("ratelimited");
  });

  it("can be switched off", async () => {
    slack.setRateLimits(false);
    await Promise.all(Array.from({ length: 30 }, () => client.chat.postMessage({ channel, text: "x" })));
    expect(slack.messages(channel)).toHaveLength(30);
  });
});
