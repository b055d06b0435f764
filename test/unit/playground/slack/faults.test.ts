import type { WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SimulatedSlack } from "../../../../playground/slack/simulated-slack.ts";
import { startSlack } from "../../../../playground/slack/slack.ts";
import { clientOf } from "./client.ts";

let slack: SimulatedSlack;
let client: WebClient;
const channel = "C0STORAGE";

beforeEach(async () => {
  slack = await startSlack();
  client = clientOf(slack);
});

afterEach(async () => {
  await slack[Symbol.asyncDispose]();
});

const post = (to = channel) => client.chat.postMessage({ channel: to, text: "hello" });
const plan = {
  type: "plan",
  title: "Snapshot",
  tasks: [{ type: "task_card", task_id: "freeze", title: "Freeze", status: "in_progress" }],
} as const;

describe("what goes wrong between bot and Slack", () => {
  it("resets a connection before anything is carried out", async () => {
    slack.fault({ kind: "down" }, 1);
    await expect(post()).rejects.toThrow();
    expect(slack.messages()).toEqual([]);
    await post();
  });

  it("carries out a post and loses the answer", async () => {
    slack.fault({ kind: "lose-answer", match: { method: "chat.postMessage" } }, 1);
    await expect(post()).rejects.toThrow();
    expect(slack.messages()).toHaveLength(1);
  });

  it("never answers, having carried it out or not", async () => {
    const hurried = clientOf(slack, slack.botToken, 300);
    const asked = () => hurried.chat.postMessage({ channel, text: "hello" });
    slack.fault({ kind: "hang" }, 1);
    await expect(asked()).rejects.toThrow(/timeout|aborted/i);
    slack.fault({ kind: "hang", applied: true }, 1);
    await expect(asked()).rejects.toThrow(/timeout|aborted/i);
    await expect
      .poll(() => slack.calls().map(({ outcome }) => outcome))
      .toEqual(["no answer", "no answer: ok"]);
    expect(slack.messages()).toHaveLength(1);
  });

  it("answers late", async () => {
    slack.fault({ kind: "slow", ms: 60 }, 1);
    const start = performance.now();
    await post();
    expect(performance.now() - start).toBeGreaterThan(55);
  });

  it("strikes only the method and the channel that were asked for", async () => {
    slack.fault({ kind: "ratelimited", retryAfter: 7, match: { method: "chat.", channel } });
    await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
    await post("C0SHOP");
    slack.clearFaults();
    await post();
  });

  it("answers with any of Slack's codes, and with a proxy's page", async () => {
    slack.fault({ kind: "error", error: "internal_error" }, 1);
    await expect(post()).rejects.toMatchObject({ data: { error: "internal_error" } });
    slack.fault({ kind: "status", status: 503 }, 1);
    await expect(post()).rejects.toMatchObject({ statusCode: 503 });
  });

  it("is an older workspace that knows neither plan nor task_card", async () => {
    slack.fault({ kind: "older-workspace" });
    const call = client.chat.postMessage({ channel, text: "x", blocks: [plan] });
    await expect(call).rejects.toMatchObject({
      data: {
        error: "invalid_blocks",
        response_metadata: { messages: ["[ERROR] unsupported type: plan [json-pointer:/blocks/0/type]"] },
      },
    });
    slack.clearFaults();
    await client.chat.postMessage({ channel, text: "x", blocks: [plan] });
  });

  it("refuses connections until it listens again, on the same port", async () => {
    await slack.refuseConnections();
    await expect(post()).rejects.toThrow();
    await slack.acceptConnections();
    await post();
    expect(slack.messages()).toHaveLength(1);
  });
});
