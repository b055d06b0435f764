import { once } from "node:events";
import { type IncomingHttpHeaders, request as openRequest } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { version } from "#support/version.ts";
import { type RunningBot, runningBot } from "./running-bot.ts";

let bot: RunningBot;
beforeAll(async () => {
  bot = await runningBot();
});
afterAll(() => bot[Symbol.asyncDispose]());

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** What anybody with the socket might send. */
async function send({ method = "POST", path = "/v1/runs", headers = {}, body = '{"limit":1}' }: Sent) {
  const sent = openRequest({
    socketPath: bot.path,
    method,
    path,
    agent: false,
    headers: { "freezeframe-version": version, "freezeframe-user": "ops", ...headers },
  });
  sent.end(body);
  const [response] = await once(sent, "response");
  const answer: { status: number; headers: IncomingHttpHeaders; body: Record<string, unknown> } = {
    status: response.statusCode,
    headers: response.headers,
    body: JSON.parse(await text(response)),
  };
  return answer;
}

test("what is understood is answered with this bot's version", async () => {
  const { status, headers, body } = await send({});
  expect([status, headers["freezeframe-version"], body]).toEqual([200, version, { result: [] }]);
});

test.each([
  "/v1/../../../etc/passwd",
  "/v1/..%2f..%2fetc%2fpasswd",
  "/v1/constructor",
  "/v1/__proto__",
  "/v1/runs/",
  "/v1/runs?limit=1",
  "/v1/RUNS",
  "/v2/runs",
  "/",
  "//v1/runs",
  `/v1/${"x".repeat(5_000)}`,
])("%s is no operation, and never a path", async (path) => {
  const { status, body } = await send({ path });
  expect(status).toBe(404);
  expect(body).toMatchObject({
    error: { kind: "not-found", message: expect.stringMatching(/^there is no operation "/) },
  });
  expect(JSON.stringify(body).length).toBeLessThan(1_500);
});

test("a mistyped operation is told with the nearest one, and with all there are", async () => {
  const { body } = await send({ path: "/v1/snapshto" });
  expect(body).toMatchObject({
    error: {
      message: 'there is no operation "/v1/snapshto"; did you mean "snapshot"?',
      next: expect.stringMatching(/doctor.*ended.*follow.*hello/),
    },
  });
});

test.each(["GET", "PUT", "DELETE", "OPTIONS"])("%s is not understood", async (method) => {
  expect(await send({ method, body: "" })).toMatchObject({
    status: 400,
    body: {
      error: {
        kind: "invalid-input",
        message: `${method} is not understood here, expected POST /v1/<operation>`,
      },
    },
  });
});

describe("a body", () => {
  const padded = (bytes: number) => `{"limit":1}${" ".repeat(bytes - 11)}`;

  test("of 1 MiB is taken, a longer one is refused in words that reach the asker", async () => {
    expect(await send({ body: padded(1_048_576) })).toMatchObject({ status: 200 });
    for (const bytes of [1_048_577, 8 * 1_048_576])
      expect(await send({ body: padded(bytes) })).toMatchObject({
        status: 400,
        body: { error: { message: `the request is ${bytes} bytes long, expected at most 1048576` } },
      });
  });

  test.each<[string, string | Buffer]>([
    ["nothing", ""],
    ["no JSON", "{limit:1}"],
    ["half of one", '{"limit":'],
    ["no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ["deep", "[".repeat(500_000)],
  ])("that is %s is refused", async (_what, body) => {
    expect(await send({ body })).toMatchObject({
      status: 400,
      body: { error: { kind: "invalid-input", message: "the request is no JSON in UTF-8" } },
    });
  });

  test.each<[string, string, RegExp]>([
    ["/v1/runs", '{"limit":"1"}', /^the request runs is wrong: limit: .*number/],
    ["/v1/runs", '{"limit":1e9}', /limit: .*1000/],
    ["/v1/runs", "[]", /^the request runs is wrong: .*object/],
    ["/v1/runs", "null", /object/],
    ["/v1/run", '{"runId":{"$ne":1}}', /runId: .*string/],
    ["/v1/points", '{"application":""}', /application: expected a text that is not empty/],
    ["/v1/points", '{"application":"orders","x":1}', /"x"/],
    // Who asks is no part of a request.
    ["/v1/snapshot", '{"application":"orders","actor":{"slackId":"U0OPS","name":"me"}}', /"actor"/],
    ["/v1/overview", '{"__proto__":{"a":1}}', /__proto__/],
    ["/v1/follow", "{}", /^the request follow is wrong: runId: /],
  ])("%s %s is refused by its key", async (path, body, message) => {
    expect(await send({ path, body })).toMatchObject({
      status: 400,
      body: { error: { kind: "invalid-input", message: expect.stringMatching(message) } },
    });
  });
});

test("a request of another version, or of none, is refused; only hello may be asked by any", async () => {
  for (const [theirs, named] of [
    ["9.9.9", "9.9.9"],
    ["", ""],
  ])
    expect(await send({ headers: { "freezeframe-version": theirs ?? "" } })).toMatchObject({
      status: 409,
      body: {
        error: {
          kind: "refused",
          message: `this command line is version ${named}, but the bot that is running is version ${version}`,
        },
      },
    });
  expect(
    await send({ path: "/v1/hello", headers: { "freezeframe-version": "9.9.9" }, body: "{}" }),
  ).toMatchObject({
    status: 200,
    body: { result: { version, pid: process.pid } },
  });
});

test.each(["", "%", "%ff", "x".repeat(300)])("a user named %j is refused", async (user) => {
  expect(await send({ headers: { "freezeframe-user": user } })).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining("freezeframe-user must name the OS user") } },
  });
});

test("what is no HTTP is turned away, and whoever hangs up half-way leaves nothing behind", async () => {
  const socket = connect(bot.path);
  socket.end("\u0000\u0001 not http\r\n\r\n");
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
  const half = connect(bot.path);
  half.write("POST /v1/runs HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{");
  await once(half, "connect");
  half.destroy();
  expect(await send({})).toMatchObject({ status: 200 });
  expect(bot.logged.filter(({ level }) => level === "error")).toEqual([]);
});
