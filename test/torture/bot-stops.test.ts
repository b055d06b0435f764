import { expect, test } from "vitest";
import { frozen, newWorld, readyz, startBot, stop, texts, told } from "../e2e/bot.ts";
import { json } from "../e2e/freezeframe.ts";
import { freezesOf } from "../workflows/seen.ts";

// Stops, kills, signals, and a Slack that is not there.

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
