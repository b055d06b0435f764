import type { WebClient } from "@slack/web-api";
import { afterEach, beforeEach, expect, it } from "vitest";
import { asText } from "../../../../playground/slack/as-text.ts";
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

const channel = "C0STORAGE";
const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

/** Uploads a file that is shared nowhere; its id. */
async function upload(bytes: Buffer, filename = "chart.png"): Promise<string> {
  const uploaded = await client.filesUploadV2({ file: bytes, filename });
  return uploaded.files[0]?.files?.[0]?.id ?? "";
}

/** Resolves when it has been looked into. */
const seen = (id: string) =>
  expect
    .poll(async () => (await client.files.info({ file: id })).file?.mimetype, { interval: 10 })
    .not.toBe("");

const picture = (id: string) => ({ type: "image", alt_text: "RTO by phase", slack_file: { id } }) as const;

it("takes a picture from Slack's own client, byte for byte, and shows it once it has been looked into", async () => {
  const id = await upload(png);
  expect(slack.files()).toMatchObject([{ id, name: "chart.png", bytes: png, channels: [] }]);
  const post = () => client.chat.postMessage({ channel, text: "RTO", blocks: [picture(id)] });
  expect(await refusal(post())).toBe("invalid_blocks");
  await seen(id);
  expect((await client.files.info({ file: id })).file).toMatchObject({ mimetype: "image/png", size: 16 });
  await post();
  expect(slack.messages(channel)).toMatchObject([{ blocks: [{ slack_file: { id } }] }]);
  const shown = await fetch(`${slack.url}/playground/slack/files/${id}`);
  expect(shown.headers.get("content-type")).toBe("image/png");
  expect(Buffer.from(await shown.arrayBuffer())).toEqual(png);
});

it("shares a file with the channel by a message of its own, later, which no answer names", async () => {
  const posted: string[] = [];
  slack.watch((change) => posted.push(change.what));
  const { files } = await client.filesUploadV2({
    file: png,
    filename: "chart.png",
    title: "RTO by phase",
    initial_comment: "orders-db",
    channel_id: channel,
  });
  expect([files[0]?.ok, posted]).toEqual([true, []]);
  await expect.poll(() => slack.messages(channel).length, { interval: 10 }).toBe(1);
  const [message] = slack.messages(channel);
  expect(message && asText(message)).toEqual(["orders-db", "[file: RTO by phase]"]);
});

it("shows no file that is no picture, that does not exist, or that is named twice", async () => {
  const id = await upload(Buffer.from("not a picture"));
  await seen(id);
  const both = { id, url: "https://files.slack.com/files-pri/x" };
  for (const slack_file of [{ id }, { id: "F0NOWHERE" }, both, {}]) {
    const blocks = [{ type: "image", alt_text: "x", slack_file }] as never;
    expect(await refusal(client.chat.postMessage({ channel, text: "RTO", blocks }))).toBe("invalid_blocks");
  }
});

it("refuses what is empty, of another length than was announced, sent twice, or never sent", async () => {
  const reserve = (length: number, more: object = {}) =>
    client.files.getUploadURLExternal({ filename: "chart.png", length, ...more });
  expect(await refusal(reserve(0))).toBe("missing_argument");
  expect(await refusal(reserve(1, { alt_txt: "x".repeat(1_001) }))).toBe("alt_txt_too_large");
  const { upload_url = "", file_id = "" } = await reserve(png.length);
  const complete = () => client.files.completeUploadExternal({ files: [{ id: file_id }] });
  const send = (body: Buffer) => fetch(upload_url, { method: "POST", body: new Uint8Array(body) });
  expect(await refusal(complete())).toBe("file_not_found");
  expect((await send(png.subarray(1))).status).toBe(400);
  const taken = await send(png);
  expect([taken.status, await taken.text()]).toEqual([200, "OK - 16"]);
  expect((await send(png)).status).toBe(404);
  await complete();
  expect(await refusal(complete())).toBe("file_not_found");
});

it("needs files:write, and a form where the page says that JSON would do", async () => {
  const json = await fetch(`${slack.apiUrl}files.getUploadURLExternal`, {
    method: "POST",
    headers: { authorization: `Bearer ${slack.botToken}`, "content-type": "application/json" },
    body: JSON.stringify({ filename: "chart.png", length: 16 }),
  });
  expect(await json.json()).toMatchObject({ ok: false, error: "invalid_arguments" });
  slack.setScopes(["chat:write"]);
  expect(await refusal(upload(png))).toBe("missing_scope");
});

it("loses an upload's answer when it is told to", async () => {
  slack.fault({ kind: "lose-answer", match: { method: "upload_url" } }, 1);
  expect(await refusal(upload(png))).toBeDefined();
  expect(slack.files()).toMatchObject([{ bytes: png, completedAt: undefined }]);
});
