import { expect, onTestFinished, test } from "vitest";
import { createLog } from "#support/log.ts";
import { createHttpServer } from "#surfaces/http/server.ts";

const metrics = {
  contentType: "text/plain; version=0.0.4",
  render: async () => "freezeframe_frozen 0\n",
  stop: () => {},
};

async function start(options: Partial<Parameters<typeof createHttpServer>[0]> = {}) {
  const server = createHttpServer({
    config: { host: "127.0.0.1", port: 0 },
    metrics,
    readiness: () => ({ ready: true, reasons: [] }),
    log: createLog({ level: "silent" }),
    ...options,
  });
  const { port } = await server.start();
  onTestFinished(() => server.stop());
  return {
    server,
    port,
    get: (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init),
  };
}

test("/livez answers as long as the process does", async () => {
  const { get } = await start({ readiness: () => ({ ready: false, reasons: ["store is not open"] }) });
  const response = await get("/livez");
  expect([response.status, await response.text()]).toEqual([200, "ok\n"]);
});

test("/readyz tells the reasons with a 503 until there are none", async () => {
  let reasons = ["runs are being taken up", "no connection to Slack yet"];
  const { get } = await start({ readiness: () => ({ ready: reasons.length === 0, reasons }) });
  const before = await get("/readyz");
  expect([before.status, await before.json()]).toEqual([503, { ready: false, reasons }]);
  reasons = [];
  const after = await get("/readyz");
  expect([after.status, await after.json()]).toEqual([200, { ready: true, reasons: [] }]);
});

test("/metrics answers in Prometheus' text format, whatever is asked of it", async () => {
  const { get } = await start();
  const response = await get("/metrics?from=prometheus");
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4");
  expect(await response.text()).toBe("freezeframe_frozen 0\n");
});

test("nothing else is there, and nothing can be changed", async () => {
  const { get } = await start();
  expect((await get("/")).status).toBe(404);
  expect((await get("/metrics", { method: "POST", body: "x" })).status).toBe(405);
  expect(await (await get("/livez", { method: "HEAD" })).text()).toBe("");
});

test("a fault is a 500 that tells no details", async () => {
  const { get } = await start({
    metrics: { ...metrics, render: () => Promise.reject(new Error("secret path")) },
  });
  const response = await get("/metrics");
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("secret path");
});

test("a port that is taken is refused in words", async () => {
  const { port } = await start();
  await expect(start({ config: { host: "127.0.0.1", port } })).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringContaining(`cannot listen on 127.0.0.1:${port}`),
    next: expect.stringContaining("config.yml"),
  });
});

test("a stop does not wait for connections that are kept alive", async () => {
  const { server, get } = await start();
  await (await get("/livez")).text();
  const began = performance.now();
  await server.stop();
  expect(performance.now() - began).toBeLessThan(1_000);
});
