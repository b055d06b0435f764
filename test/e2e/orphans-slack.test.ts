import { expect, test } from "vitest";
import { startBot } from "../../playground/demo/bot.ts";
import type { SlackMessage } from "../../playground/slack/types.ts";
import { newWorld } from "./bot.ts";
import { configure, json } from "./freezeframe.ts";
import {
  ASKER,
  approve,
  click,
  hasAction,
  linesOf,
  openRequest,
  toldInChannel,
  toldPrivately,
} from "./restoring.ts";

// The bot is killed in a window. What its first cut has left is asked for, decided on and read in Slack, by signed requests to the
// bot as a process of its own.

const CHANNEL = "C0STORAGE";

test("found, told, snoozed, released, cleaned up behind an approval, and seen to be gone", async () => {
  const world = await newWorld({ slack: "http", operators: [ASKER], atomicMs: 1_500, memberMs: 1_500 });
  await world.setManifest("orders-db", { budget: "30s", top: { approve: ["cleanup"] } });
  configure(world, (config) => {
    config.limits = { ...Object(config.limits), orphanGrace: "0s" };
  });
  const sets = () => world.control.groupSnapshots();
  const killed = await startBot(world.config, new AbortController().signal);
  await world.slack.command("snapshot orders-db");
  await expect.poll(sets, { timeout: 20_000, interval: 20 }).toHaveLength(1);
  const [left] = await sets();
  await killed.kill();
  await using bot = await startBot(world.config, new AbortController().signal);
  await toldInChannel(world, /orders-db: A – application-consistent/);
  expect(await sets()).toHaveLength(2);
  await world.slack.command("orphans orders-db");
  await toldPrivately(world, ASKER, /orders-db: 1 orphan[\s\S]*Set without point[\s\S]*scanned/);
  const offers = (action: string): SlackMessage | undefined =>
    world.slack.messages(CHANNEL).findLast((message) => hasAction(message, action));
  const offered = async (action: string): Promise<SlackMessage> => {
    await expect.poll(() => offers(action), { timeout: 20_000, interval: 20 }).toBeDefined();
    return offers(action) ?? expect.unreachable();
  };
  await toldInChannel(
    world,
    /orders-db: 1 orphan, 1 may be deleted now[\s\S]*because its name carries the token/,
  );

  await click(world, await offered("orphans-snooze"), "orphans-snooze", "U0READER");
  await toldPrivately(world, "U0READER", /only operators of orders-db may keep orphans/);
  await click(world, await offered("orphans-snooze"), "orphans-snooze", ASKER);
  await toldPrivately(world, ASKER, /1 orphan kept until/);
  await toldInChannel(world, /orders-db: 1 orphan, none may be deleted now[\s\S]*stays: kept by/);
  await world.slack.command("clean orders-db");
  await toldInChannel(world, /orders-db: nothing was deleted[\s\S]*kept by/);
  await click(world, await offered("orphans-release"), "orphans-release", ASKER);
  await toldPrivately(world, ASKER, /1 orphan kept no longer/);

  const message = await offered("orphans-keep");
  await expect
    .poll(() => linesOf(world, offers("orphans-keep") ?? message), { timeout: 20_000 })
    .toMatch(/1 may be deleted now/);
  await click(world, offers("orphans-keep") ?? message, "clean-up", ASKER);
  await toldPrivately(world, ASKER, /clean-up will need an approval/);
  const request = await openRequest(world);
  expect(linesOf(world, request)).toMatch(
    /cleanup waits for approval[\s\S]*digest[\s\S]*delete 1 orphan of orders-db/,
  );
  expect(linesOf(world, request)).toContain(left?.id);
  await click(world, request, "approve", ASKER);
  await toldPrivately(world, ASKER, /asked for/);
  expect(await sets()).toHaveLength(2);
  await approve(world);
  await toldInChannel(world, /orders-db: 1 of 1 orphan is gone[\s\S]*Seen to be gone[\s\S]*Approved by/);
  expect((await sets()).map(({ id }) => id)).not.toContain(left?.id);
  await toldInChannel(world, /✅ orders-db: no orphans are left/);
  expect(offers("orphans-keep")).toBeUndefined();
  await world.slack.command("orphans all");
  await toldPrivately(world, ASKER, /no orphans/);
  expect(await json(world, "audit", "verify")).toMatchObject({ status: 0 });
  expect(await bot.stop()).toBe(0);
});
