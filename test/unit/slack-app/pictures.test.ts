import { setTimeout as later } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { createLog } from "#support/log.ts";
import { Secret } from "#support/secret.ts";
import { createPictures, type DrawChart } from "#surfaces/slack/pictures.ts";
import { createSender } from "#surfaces/slack/sender.ts";
import type { Picture } from "#surfaces/slack/views/message.ts";
import { createWebClient } from "#surfaces/slack/web-client.ts";
import type { SlackFault } from "../../../playground/slack/faults.ts";
import { startSlack } from "../../../playground/slack/slack.ts";

const picture: Picture = {
  alt: "RTO by phase: volumes 41 s",
  chart: {
    ...{ title: "orders-db: RTO by phase", kind: "stacked", unit: "duration" },
    ...{ columns: ["23 Nov"], series: [{ name: "volumes", values: [41_000] }] },
  },
};
const words = (text: string) => ({ type: "section" as const, text: { type: "mrkdwn" as const, text } });
const message = { text: "passed", blocks: [words("*passed*"), words("run r-1")], picture };
const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
const soon = () => AbortSignal.timeout(10_000);

async function start(draw: DrawChart = async () => PNG) {
  const slack = await startSlack({ rateLimits: false });
  onTestFinished(() => slack[Symbol.asyncDispose]());
  const client = createWebClient({ apiUrl: slack.apiUrl, botToken: new Secret(slack.botToken) });
  const pictures = createPictures({ client, draw, log: createLog({ level: "silent" }) });
  const types = () =>
    slack
      .messages("C0STORAGE")
      .at(-1)
      ?.blocks.map(({ type }) => type);
  const uploads = () => slack.calls().filter(({ method }) => method === "files.completeUploadExternal");
  return { slack, sender: createSender(client, { pictures }), types, uploads };
}

test("a picture goes up as a file and stands ahead of the small print, as soon as Slack has looked into it", async () => {
  const { slack, sender, types } = await start();
  await sender.post("C0STORAGE", message, soon());
  expect(types()).toEqual(["section", "image", "section"]);
  expect(slack.messages("C0STORAGE")).toHaveLength(1);
  expect(slack.messages("C0STORAGE")[0]?.blocks[1]).toMatchObject({
    alt_text: picture.alt,
    slack_file: { id: expect.stringMatching(/^F/) },
  });
});

test("the same picture is drawn and uploaded once, however often its message is edited", async () => {
  let drawn = 0;
  const { sender, types, uploads } = await start(async () => {
    drawn += 1;
    return PNG;
  });
  const { ts } = await sender.post("C0STORAGE", message, soon());
  await sender.update("C0STORAGE", ts, { ...message, text: "passed, discarded" }, soon());
  expect(types()).toEqual(["section", "image", "section"]);
  expect([drawn, uploads().length]).toEqual([1, 1]);
});

test.each<[string, SlackFault]>([
  [
    "refuses the upload",
    { kind: "error", error: "missing_scope", match: { method: "files.getUploadURLExternal" } },
  ],
  [
    "is busy with files",
    { kind: "ratelimited", retryAfter: 30, match: { method: "files.getUploadURLExternal" } },
  ],
  ["loses the end of it", { kind: "down", match: { method: "files.completeUploadExternal" } }],
])("where Slack %s the words go without it", async (_what, fault) => {
  const { slack, sender, types } = await start();
  slack.fault(fault);
  await sender.post("C0STORAGE", message, soon());
  expect(types()).toEqual(["section", "section"]);
});

test("a chart that cannot be drawn holds no message back", async () => {
  const { sender, types, uploads } = await start(() => Promise.reject(new Error("no fonts")));
  await sender.post("C0STORAGE", message, soon());
  expect(types()).toEqual(["section", "section"]);
  expect(uploads()).toEqual([]);
});

test("what is no picture is never shown, and its message goes all the same", async () => {
  const { sender, types } = await start(async () => Buffer.from("no picture at all"));
  await sender.post("C0STORAGE", message, soon());
  expect(types()).toEqual(["section", "section"]);
});

test("a stop while it is drawn ends the sending at once", async () => {
  const over = new AbortController();
  const { sender, slack } = await start((_chart, signal) => later(60_000, PNG, { signal }));
  const posted = sender.post("C0STORAGE", message, over.signal);
  over.abort(new Error("stopped"));
  await expect(posted).rejects.toThrow("stopped");
  expect(slack.messages("C0STORAGE")).toEqual([]);
});
