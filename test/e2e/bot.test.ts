import { expect, onTestFinished, test } from "vitest";
import { startWorld } from "../../playground/world.ts";
import { newWorld, readyz, startBot, stop, told } from "./bot.ts";
import { json, start } from "./freezeframe.ts";

test.each(["http", "socket"] as const)(
  "a snapshot over %s: one message from start to label",
  async (transport) => {
    const world = await newWorld({ slack: transport });
    const bot = await startBot(world);
    await expect.poll(() => readyz(world), { timeout: 10_000 }).toMatchObject({ status: 200 });
    const asked = await world.slack.command("snapshot orders-db <!channel> *bold*");
    expect(asked.error).toBeUndefined();
    await told(world, /✅ orders-db: A – application-consistent[\s\S]*thawed, confirmed/);
    expect(JSON.stringify(world.slack.messages())).not.toContain("<!channel>");
    const metrics = await (await fetch(`${world.botUrl}/metrics`)).text();
    expect(metrics).toMatch(/^freezeframe_runs_total\{.*outcome="ok".*\} 1$/m);
    expect(await stop(bot)).toMatchObject({ status: 0 });
  },
);

test("the command line works beside the bot, and its snapshot is told in the channel", async () => {
  const world = await newWorld();
  const bot = await startBot(world);
  const snapshot = await json(world, "snapshot", "orders-db", "--reason", "by hand");
  expect(snapshot).toMatchObject({ status: 0, result: { outcome: "ok" } });
  await told(world, /A – [\s\S]*by hand/);
  const points = await json(world, "points", "orders-db");
  expect(points.result).toMatchObject([{ id: snapshot.result.point }]);
  const told2 = await world.slack.command(`evidence ${snapshot.result.point}`);
  expect(told2.error).toBeUndefined();
  await stop(bot);
});

test("without slack: in config the bot serves the command line and its health", async () => {
  const world = await startWorld({ writeEveryMs: 0 });
  onTestFinished(() => world[Symbol.asyncDispose]());
  const bot = start(world, "start");
  await expect.poll(() => bot.said().stdout, { timeout: 15_000 }).toContain("no Slack");
  expect(await readyz(world)).toMatchObject({ status: 200 });
  expect(await json(world, "status")).toMatchObject({ status: 0 });
  expect(await stop(bot)).toMatchObject({ status: 0 });
});
