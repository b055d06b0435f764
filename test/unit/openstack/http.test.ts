import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createHttp, type HttpRequest } from "#openstack/http.ts";
import { deadAddress, startServer } from "./scripted-server.ts";
import { failureOf, patient } from "./small-cloud.ts";

const get = (url: string, rest: Partial<HttpRequest> = {}): HttpRequest => ({
  method: "GET",
  url,
  signal: patient(),
  ...rest,
});
const post = (url: string, rest: Partial<HttpRequest> = {}): HttpRequest => ({
  method: "POST",
  url,
  body: { a: 1 },
  signal: patient(),
  ...rest,
});

test("connections are kept: ten requests in a row use one", async () => {
  await using server = await startServer(() => ({ status: 200, body: {} }));
  const http = createHttp();
  for (let i = 0; i < 10; i += 1) await http.send(get(`${server.url}/x`));
  expect(new Set(server.seen.map(({ connection }) => connection)).size).toBe(1);
  http.close();
});

test("any status is an answer, and a redirect is not followed", async () => {
  await using server = await startServer(() => ({
    status: 302,
    headers: { location: "/elsewhere" },
    text: "gone",
  }));
  const answer = await createHttp().send(get(`${server.url}/x`));
  expect([answer.status, answer.text, answer.header("location")]).toEqual([302, "gone", "/elsewhere"]);
  expect(server.seen).toHaveLength(1);
});

test("a write to an address where nobody listens was not applied", async () => {
  const error = await failureOf(createHttp().send(post(`${await deadAddress()}/x`)));
  expect(error).toMatchObject({
    kind: "unreachable",
    applied: "not-applied",
    transient: true,
    method: "POST",
    path: "/x",
  });
});

test("a write whose connection is cut before the answer may have been applied", async () => {
  await using server = await startServer(() => "drop");
  expect(await failureOf(createHttp().send(post(`${server.url}/x`)))).toMatchObject({
    kind: "unreachable",
    applied: "unknown",
  });
});

test("a write on a kept connection that is cut may have been applied, too", async () => {
  await using server = await startServer(({ path }) =>
    path === "/first" ? { status: 200, body: {} } : "drop",
  );
  const http = createHttp();
  await http.send(get(`${server.url}/first`));
  expect(await failureOf(http.send(post(`${server.url}/second`)))).toMatchObject({ applied: "unknown" });
  expect(server.seen.map(({ connection }) => connection)).toEqual([1, 1]);
});

test.each(["hang", "stall"] as const)(
  "an answer that does not come in time (%s) leaves a write unknown and a read not applied",
  async (fault) => {
    await using server = await startServer(() => fault);
    const http = createHttp({ timeoutMs: 60 });
    expect(await failureOf(http.send(post(`${server.url}/x`)))).toMatchObject({
      kind: "unreachable",
      applied: "unknown",
      transient: true,
      message: expect.stringContaining("no answer within 60 ms"),
    });
    expect(await failureOf(http.send(get(`${server.url}/x`)))).toMatchObject({ applied: "not-applied" });
  },
);

test("a request that is called off says so: unknown once it was sent, not applied before", async () => {
  await using server = await startServer(() => "hang");
  const off = new AbortController();
  const sent = failureOf(createHttp().send(post(`${server.url}/x`, { signal: off.signal })));
  await expect.poll(() => server.seen.length).toBe(1);
  off.abort();
  expect(await sent).toMatchObject({ kind: "interrupted", applied: "unknown", transient: false });
  const never = await failureOf(createHttp().send(post(`${server.url}/x`, { signal: AbortSignal.abort() })));
  expect(never).toMatchObject({ kind: "interrupted", applied: "not-applied" });
  expect(server.seen).toHaveLength(1);
});

const pem = (name: string) => readFileSync(join(import.meta.dirname, "tls", name), "utf8");
const startTls = () =>
  startServer(() => ({ status: 200, body: {} }), { key: pem("server.key"), cert: pem("server.pem") });

test("a certificate of an unknown authority is refused before anything is sent, and the error says what to set", async () => {
  await using server = await startTls();
  expect(await failureOf(createHttp().send(post(`${server.url}/x`)))).toMatchObject({
    applied: "not-applied",
    transient: false,
    next: expect.stringContaining("cacert"),
  });
  expect(server.seen).toHaveLength(0);
});

test("the authority of the CA file is trusted; without one, only `insecure` lets through", async () => {
  await using server = await startTls();
  expect((await createHttp({ ca: pem("authority.pem") }).send(get(`${server.url}/x`))).status).toBe(200);
  expect((await createHttp({ insecure: true }).send(get(`${server.url}/x`))).status).toBe(200);
});
