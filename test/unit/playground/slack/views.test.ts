import type { ModalView } from "@slack/types";
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

const trigger = () => new URLSearchParams(slack.signed("x").body).get("trigger_id") ?? "";
const view = (title: string): ModalView => ({
  type: "modal",
  title: { type: "plain_text", text: title },
  blocks: [{ type: "section", text: { type: "mrkdwn", text: "hello" } }],
});

describe("modals", () => {
  it("open within three seconds of the trigger, once", async () => {
    const trigger_id = trigger();
    await client.views.open({ trigger_id, view: view("One") });
    expect(await refusal(client.views.open({ trigger_id, view: view("Two") }))).toBe("exchanged_trigger_id");
    const late = trigger();
    slack.advance(3_001);
    expect(await refusal(client.views.open({ trigger_id: late, view: view("Late") }))).toBe(
      "expired_trigger_id",
    );
    expect(await refusal(client.views.open({ trigger_id: "1.2.x", view: view("No") }))).toBe(
      "invalid_trigger_id",
    );
    expect(slack.modals("U0PLAYGROUND").map((one) => one.view.title)).toMatchObject([{ text: "One" }]);
  });

  it("are stacked three deep and no deeper", async () => {
    await client.views.open({ trigger_id: trigger(), view: view("1") });
    await client.views.push({ trigger_id: trigger(), view: view("2") });
    await client.views.push({ trigger_id: trigger(), view: view("3") });
    expect(await refusal(client.views.push({ trigger_id: trigger(), view: view("4") }))).toBe(
      "push_limit_reached",
    );
    const [root, , top] = slack.modals("U0PLAYGROUND");
    expect(top?.rootId).toBe(root?.id);
    await slack.close(top?.id ?? "");
    expect(slack.modals("U0PLAYGROUND")).toHaveLength(2);
  });

  it("are updated by id and hash, and a change in between is noticed", async () => {
    const opened = await client.views.open({ trigger_id: trigger(), view: view("Loading") });
    const { id = "", hash = "" } = opened.view ?? {};
    await client.views.update({ view_id: id, hash, view: view("Loaded") });
    expect(await refusal(client.views.update({ view_id: id, hash, view: view("Again") }))).toBe(
      "hash_conflict",
    );
    expect(await refusal(client.views.update({ view_id: "V0", view: view("Gone") }))).toBe("not_found");
    expect(slack.modals("U0PLAYGROUND")[0]?.view.title).toMatchObject({ text: "Loaded" });
  });

  it("refuse a title over 24 characters, inputs without submit, and blocks that belong to messages", async () => {
    const open = (change: object) =>
      refusal(client.views.open({ trigger_id: trigger(), view: { ...view("x"), ...change } as never }));
    expect(await open({ title: { type: "plain_text", text: "x".repeat(25) } })).toBe("invalid_arguments");
    expect(await open({ private_metadata: "x".repeat(3_001) })).toBe("invalid_arguments");
    const input = {
      type: "input",
      label: { type: "plain_text", text: "?" },
      element: { type: "plain_text_input", action_id: "a" },
    };
    expect(await open({ blocks: [input] })).toBe("invalid_arguments");
    expect(await open({ blocks: [input], submit: { type: "plain_text", text: "Go" } })).toBeUndefined();
    expect(await open({ blocks: [{ type: "plan", title: "p" }] })).toBe("invalid_arguments");
  });

  it("refuse a view over 250 kB", async () => {
    const section = { type: "section", text: { type: "plain_text", text: "x".repeat(3_000) } };
    const big = { ...view("x"), blocks: Array.from({ length: 90 }, () => section) } as never;
    expect(await refusal(client.views.open({ trigger_id: trigger(), view: big }))).toBe("view_too_large");
  });
});

describe("Home", () => {
  it("is published for one person, with a hash against races", async () => {
    const home = { type: "home", blocks: view("x").blocks } as never;
    const first = await client.views.publish({ user_id: "U0READER", view: home });
    await client.views.publish({ user_id: "U0READER", view: home, hash: first.view?.hash ?? "" });
    const stale = client.views.publish({ user_id: "U0READER", view: home, hash: first.view?.hash ?? "" });
    expect(await refusal(stale)).toBe("hash_conflict");
    expect(await refusal(client.views.publish({ user_id: "U0NOBODY", view: home }))).toBe(
      "invalid_arguments",
    );
    expect(slack.home("U0READER")?.type).toBe("home");
  });
});
