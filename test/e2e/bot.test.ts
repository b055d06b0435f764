import { expect, onTestFinished, test } from "vitest";
import { asText } from "../../playground/slack/as-text.ts";
import type { SimulatedSlack } from "../../playground/slack/simulated-slack.ts";
import { startWorld, type World, type WorldOptions } from "../../playground/world.ts";
import { freezesOf } from "../workflows/seen.ts";
import { configure, json, type Running, start } from "./freezeframe.ts";

// The bot as a process of its own: `freezeframe start`, Slack simulated over HTTP or Socket Mode, signals, kills.

interface BotWorld extends World {
  readonly slack: SimulatedSlack;
}

async function newWorld(options: WorldOptions = { slack: "http" }): Promise<BotWorld> {
  const world = await startWorld({ writeEveryMs: 0, atomicMs: 20, memberMs: 20, ...options });
  onTestFinished(() => world[Symbol.asyncDispose]());
  const { slack } = world;
  if (slack === undefined) throw new Error("a world without Slack");
  configure(world, (config) => {
    config.limits.betweenExecutions = "0s";
  });
  await world.setManifest("orders-db", { budget: "30s" });
  return { ...world, slack };
}

/** Starts the bot and waits until it takes requests; it is gone when the test has ended. */
async function startBot(world: BotWorld): Promise<Running> {
  const bot = start(world, "start");
  onTestFinished(async () => {
    bot.process.kill("SIGKILL");
    await bot.ended;
  });
  await expect.poll(() => bot.said().stdout, { timeout: 15_000, interval: 20 }).toContain("is ready");
  return bot;
}

const stop = async (bot: Running) => {
  bot.process.kill("SIGTERM");
  return await bot.ended;
};

const texts = ({ slack }: BotWorld, channel = "C0STORAGE"): string[] =>
  slack.messages(channel).map((message) => asText(message, slack.names).join("\n"));

/** The channel's only message says this at last. */
const told = (world: BotWorld, pattern: RegExp, channel?: string) =>
  expect
    .poll(() => texts(world, channel), { timeout: 15_000, interval: 20 })
    .toEqual([expect.stringMatching(pattern)]);

const readyz = async ({ botUrl }: World) => {
  const response = await fetch(`${botUrl}/readyz`);
  return { status: response.status, body: await response.json() };
};

const frozen = (world: World) =>
  expect
    .poll(async () => (await freezesOf(world, "orders-db")).filter(({ to }) => to === Infinity).length, {
      interval: 15,
      timeout: 10_000,
    })
    .toBe(3);

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

test("kill -9 inside the window: the next start tells the end in the same message", async () => {
  const world = await newWorld();
  const first = await startBot(world);
  const hang = await world.control.fault({ kind: "create-hangs" });
  await world.slack.command("snapshot orders-db");
  await frozen(world);
  await told(world, /orders-db/);
  first.process.kill("SIGKILL");
  await first.ended;
  await world.control.clearFaults(hang);
  const second = await startBot(world);
  await told(world, /✅ orders-db: A –/);
  const { result: runs } = await json(world, "runs");
  expect(runs).toHaveLength(1);
  await stop(second);
});

test("SIGTERM inside the window: the window ends in order, Slack is told, the next start goes on", async () => {
  const world = await newWorld();
  const first = await startBot(world);
  const hang = await world.control.fault({ kind: "create-hangs" });
  await world.slack.command("snapshot orders-db");
  await frozen(world);
  const ending = stop(first);
  await expect.poll(async () => (await world.slack.command("status")).error).toBeDefined();
  await world.control.clearFaults(hang);
  expect(await ending).toMatchObject({ status: 0 });
  expect((await freezesOf(world, "orders-db")).every(({ to }) => to < Infinity)).toBe(true);
  expect(texts(world)).toEqual([expect.stringMatching(/goes on at the next start/)]);
  const second = await startBot(world);
  await told(world, /✅ orders-db: A –/);
  expect(await world.control.groupSnapshots()).toHaveLength(1);
  await stop(second);
});

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

test("Slack that is down delays nothing and hears of the end later", async () => {
  // By id: whether somebody is in a group could not be asked.
  const world = await newWorld({ slack: "http", operators: ["U0PLAYGROUND"] });
  await world.slack.refuseConnections();
  const bot = await startBot(world);
  expect(await readyz(world)).toMatchObject({ status: 503, body: { ready: false } });
  const snapshot = await json(world, "snapshot", "orders-db");
  expect(snapshot).toMatchObject({ status: 0, result: { frozen: { thawConfirmed: true } } });
  await world.slack.acceptConnections();
  await told(world, /✅ orders-db: A –/);
  await expect.poll(() => readyz(world), { timeout: 15_000 }).toMatchObject({ status: 200 });
  await stop(bot);
});

test("a manifest is put in force by a reload only, which is told to the channel", async () => {
  const world = await newWorld();
  const bot = await startBot(world);
  await world.setManifest("shop", {
    top: { owners: { operators: ["U0READER"], approvers: ["U0APPROVER"] } },
  });
  const before = await world.slack.command("snapshot shop", { user: "U0READER", channel: "C0SHOP" });
  expect(JSON.stringify(before.body)).toContain("only operators of shop");
  bot.process.kill("SIGHUP");
  await told(world, /owners\.operators: .*U0READER/, "C0SHOP");
  const after = await world.slack.command("snapshot shop", { user: "U0READER", channel: "C0SHOP" });
  expect(JSON.stringify(after.body)).toContain("snapshot requested");
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
