import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { newWorld, startBot, stop, texts } from "./bot.ts";
import { configure, json } from "./freezeframe.ts";

/** What an outside monitor hears. */
async function monitor() {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    response.end("OK");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  // A server that listens on a port has one.
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/sesame` };
}

test("a missed RPO is told in the channel, on the command line and to Prometheus; the monitor hears that the bot lives", async () => {
  const world = await newWorld();
  const outside = await monitor();
  configure(world, (config) => {
    writeFileSync(join(world.directory, "dead-man.url"), outside.url, { mode: 0o600 });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: config.yml's own form of a secret
    config.deadMan = { url: "${file:dead-man.url}", every: "10s" };
  });
  await world.setManifest("orders-db", { top: { objectives: { rpo: "1ms" } } });
  expect(await json(world, "snapshot", "orders-db")).toMatchObject({ status: 0 });
  const bot = await startBot(world);
  await expect
    .poll(() => texts(world).filter((text) => text.includes("orders-db: RPO MISSED")), { timeout: 15_000 })
    .toHaveLength(1);
  expect(texts(world).join()).toContain("no snapshot is scheduled");
  const { result } = await json(world, "incidents");
  expect(result).toMatchObject([{ kind: "rpo", application: "orders-db" }]);
  const snoozed = await json(world, "snooze", result[0].id, "--until", "resolved");
  expect([snoozed.status, snoozed.result?.snoozed?.by]).toEqual([0, "U0PLAYGROUND"]);
  await expect.poll(() => texts(world).join(), { timeout: 10_000 }).toContain("until it is resolved");
  expect((await json(world, "status", "orders-db")).result.applications[0].incidents).toHaveLength(1);
  const metrics = await (await fetch(`${world.botUrl}/metrics`)).text();
  expect(metrics).toContain('freezeframe_incidents_open{application="orders-db",kind="rpo"} 1');
  await expect.poll(() => outside.heard, { timeout: 10_000 }).toContain("GET /ping/sesame");
  const { status, stdout, stderr } = await stop(bot);
  expect([status, `${stdout}${stderr}`.includes("sesame")]).toEqual([0, false]);
});
