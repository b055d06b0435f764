import { request } from "node:http";
import { expect, test } from "vitest";
import { signedHeaders } from "../../../playground/slack/driver/signature.ts";
import { type RunningApp, startApp } from "./start-app.ts";

/** What no Slack client sends, but Slack or a proxy may: signed by the real secret. */
async function post({ slack }: RunningApp, body: string, type = "application/x-www-form-urlencoded") {
  const response = await fetch(slack.requestUrl ?? "", {
    method: "POST",
    headers: { "content-type": type, ...signedHeaders(slack.signingSecret, body, "true") },
    body,
  });
  return { status: response.status, text: await response.text() };
}

/** The answer to a request that is this large and does not end. */
function endless({ slack }: RunningApp, bytes: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const sent = request(slack.requestUrl ?? "", { method: "POST", headers }, ({ statusCode }) => {
      resolve(statusCode);
      sent.destroy();
    });
    sent.on("error", reject);
    sent.write(Buffer.alloc(bytes, "x"));
  });
}

const interactionOf = (payload: string): string => new URLSearchParams({ payload }).toString();
const interaction = (payload: object): string => interactionOf(JSON.stringify(payload));
const who = { team: { id: "T0PLAYGROUND" }, user: { id: "U0PLAYGROUND" }, channel: { id: "C0STORAGE" } };

test("a button of another version is answered with what to do", async () => {
  const running = await startApp();
  const actions = [{ action_id: "approve", block_id: "b", type: "button", value: "plan-1" }];
  const { status } = await post(
    running,
    interaction({ type: "block_actions", ...who, trigger_id: "t", actions }),
  );
  expect(status).toBe(200);
  await expect.poll(() => running.answer()).toContain("another version");
});

test("a link that was clicked is acknowledged and nothing more", async () => {
  const running = await startApp();
  const actions = [{ action_id: "link", block_id: "b", type: "button", url: "https://example.org" }];
  const { status } = await post(
    running,
    interaction({ type: "block_actions", ...who, trigger_id: "t", actions }),
  );
  expect(status).toBe(200);
  await running.slack.command("runs");
  expect(running.slack.ephemerals()).toHaveLength(1);
});

test("a window of another version is answered with what to do", async () => {
  const running = await startApp();
  const view = { id: "V1", type: "modal", callback_id: "approve-plan", state: { values: {} } };
  const { status, text } = await post(running, interaction({ type: "view_submission", ...who, view }));
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ response_action: "update" });
  expect(text).toContain("another version");
});

test.each(["view_submission", "view_closed"])("a window's %s is acknowledged", async (type) => {
  const running = await startApp();
  const view = { id: "V1", type: "modal", callback_id: "", hash: "h", state: { values: {} } };
  expect(await post(running, interaction({ type, ...who, view }))).toEqual({ status: 200, text: "" });
});

test("a command without what a command has is answered all the same, with a reference", async () => {
  const running = await startApp();
  const { status, text } = await post(running, "command=%2Fff&team_id=T0PLAYGROUND&text=runs");
  expect(status).toBe(200);
  expect(text).toContain("A fault of Freezeframe's own, reference");
});

test("Slack's checks of the address are answered", async () => {
  const running = await startApp();
  expect((await post(running, "ssl_check=1&token=x")).status).toBe(200);
  const challenge = JSON.stringify({ type: "url_verification", challenge: "3eZbrw1a" });
  expect((await post(running, challenge, "application/json")).text).toContain("3eZbrw1a");
});

test.each([
  ["null", interactionOf("null")],
  ["a list", interactionOf("[]")],
  ["a number", interactionOf("5")],
  ["an object that is nothing of Slack's", interactionOf("{}")],
  ["a kind that nobody takes", interaction({ type: "message_action", ...who, callback_id: "x" })],
  [
    "a click without its person",
    interaction({ type: "block_actions", trigger_id: "t", actions: [{ action_id: "why" }] }),
  ],
  ["an event that is none", interaction({ type: "event_callback", event: "x" })],
  ["no payload", "a=b"],
])("what nobody takes is refused at once: %s", async (_what, body) => {
  const running = await startApp();
  const from = performance.now();
  expect((await post(running, body)).status).toBe(400);
  expect(performance.now() - from).toBeLessThan(1_500);
  expect((await running.slack.command("help")).error).toBeUndefined();
});

test("what is too large or no request at all is refused", async () => {
  const running = await startApp();
  expect(await endless(running, 2 * 1024 * 1024)).toBe(413);
  expect((await post(running, "{", "application/json")).status).toBe(400);
  expect((await fetch((running.slack.requestUrl ?? "").replace("/slack/events", "/"))).status).toBe(404);
});
