import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SimulatedSlack } from "../../../../playground/slack/simulated-slack.ts";
import { startSlack } from "../../../../playground/slack/slack.ts";

let slack: SimulatedSlack;
let url: string;

beforeEach(async () => {
  slack = await startSlack();
  const { body } = slack.signed("hello", { user: "U0READER" });
  url = new URLSearchParams(body).get("response_url") ?? "";
});

afterEach(async () => {
  await slack[Symbol.asyncDispose]();
});

const respond = async (answer: unknown) => {
  const response = await fetch(url, { method: "POST", body: JSON.stringify(answer) });
  return [response.status, await response.text()];
};

describe("a response_url", () => {
  it("shows the answer to the person who asked, or to the channel", async () => {
    expect(await respond({ text: "for you" })).toEqual([200, "ok"]);
    expect(slack.ephemerals("U0READER")).toMatchObject([{ text: "for you", via: "response_url" }]);
    await respond({ text: "for all", response_type: "in_channel" });
    expect(slack.messages("C0STORAGE")).toMatchObject([{ text: "for all" }]);
  });

  it("replaces and deletes what it said before", async () => {
    await respond({ text: "looking" });
    await respond({ text: "found", replace_original: true });
    expect(slack.ephemerals("U0READER").map(({ text }) => text)).toEqual(["found"]);
    await respond({ delete_original: true });
    expect(slack.ephemerals("U0READER")).toEqual([]);
  });

  it("is good for five answers", async () => {
    for (let use = 1; use <= 5; use += 1) expect(await respond({ text: "x" })).toEqual([200, "ok"]);
    expect(await respond({ text: "x" })).toEqual([404, '{"ok":false,"error":"used_url"}']);
  });

  it("is good for thirty minutes", async () => {
    slack.advance(30 * 60_000 - 2_000);
    expect((await respond({ text: "x" }))[0]).toBe(200);
    slack.advance(2_001);
    expect(await respond({ text: "x" })).toEqual([404, '{"ok":false,"error":"expired_url"}']);
  });

  it("refuses what a message could not hold, without counting it", async () => {
    const broken = { blocks: [{ type: "section" }] };
    for (let use = 1; use <= 6; use += 1)
      expect(await respond(broken)).toEqual([400, '{"ok":false,"error":"invalid_blocks"}']);
    expect((await respond({ text: "x" }))[0]).toBe(200);
  });
});
