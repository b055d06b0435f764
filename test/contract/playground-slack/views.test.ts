import type { HomeView, ModalView } from "@slack/types";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "#surfaces/slack/views/message.ts";
import type { SimulatedSlack } from "../../../playground/slack/simulated-slack.ts";
import { startSlack } from "../../../playground/slack/slack.ts";
import { clientOf, refusal } from "../../unit/playground/slack/client.ts";
import { gallery } from "../../unit/slack-views/gallery.ts";

let slack: SimulatedSlack;

beforeAll(async () => {
  slack = await startSlack({ rateLimits: false });
});

afterAll(async () => {
  await slack[Symbol.asyncDispose]();
});

const channel = "C0STORAGE";

/** As the bot sends it; what Slack says against it. */
async function send(shown: Message | ModalView | HomeView): Promise<string | undefined> {
  const client = clientOf(slack);
  if ("type" in shown) {
    if (shown.type === "home") return refusal(client.views.publish({ user_id: "U0PLAYGROUND", view: shown }));
    const trigger_id = new URLSearchParams(slack.signed("x").body).get("trigger_id") ?? "";
    return refusal(client.views.open({ trigger_id, view: shown }));
  }
  const { text } = shown;
  const blocks = [...shown.blocks];
  const { ts = "" } = await client.chat.postMessage({ channel, text: "starting" });
  const refused = [
    await refusal(client.chat.update({ channel, ts, text, blocks })),
    await refusal(client.chat.postEphemeral({ channel, user: "U0PLAYGROUND", text, blocks })),
  ];
  return refused.find((code) => code !== undefined);
}

describe("every view of the bot is taken by the simulated Slack", () => {
  it.each(gallery.map(({ name, shown }) => [name, shown] as const))("%s", async (_, shown) => {
    expect(await send(shown)).toBeUndefined();
  });
});
