import { expect, test } from "vitest";
import { type BotWorld, newWorld, startBot, texts } from "../e2e/bot.ts";
import { json } from "../e2e/freezeframe.ts";
import { freezesOf } from "../workflows/seen.ts";

// The bot as a process of its own; orders-db may only be snapshotted once another person has approved it.

// Two processes after one another, on a machine that has other things to do.
const PATIENCE = { timeout: 60_000 };

async function guardedWorld(): Promise<BotWorld> {
  const world = await newWorld();
  await world.setManifest("orders-db", { budget: "30s", top: { approve: ["snapshot"] } });
  return world;
}

/** A message of the channel says this at last. */
const told = (world: BotWorld, pattern: RegExp) =>
  expect
    .poll(() => texts(world), { timeout: 15_000, interval: 20 })
    .toContainEqual(expect.stringMatching(pattern));

async function click(world: BotWorld, action: string, user: string): Promise<void> {
  const message = world.slack
    .messages("C0STORAGE")
    .find(({ blocks }) => JSON.stringify(blocks).includes(`"${action}"`));
  if (message === undefined) throw new Error(`there is no ${action} to click`);
  const { error } = await world.slack.click({ channel: message.channel, ts: message.ts }, action, user);
  expect(error).toBeUndefined();
}

const answer = ({ slack }: BotWorld, user: string): string =>
  JSON.stringify(slack.ephemerals(user).at(-1) ?? "");

test(
  "asked for, refused to whoever asked, approved by another, taken; and the audit tells it",
  PATIENCE,
  async () => {
    const world = await guardedWorld();
    const bot = await startBot(world);
    await world.slack.command("snapshot orders-db before the upgrade");
    expect(answer(world, "U0PLAYGROUND")).toContain("snapshot waits for an approval");
    await told(world, /orders-db: snapshot waits for approval[\s\S]*before the upgrade/);
    await click(world, "approve", "U0PLAYGROUND");
    await expect.poll(() => answer(world, "U0PLAYGROUND")).toContain("nobody decides on their own request");
    expect(await freezesOf(world, "orders-db")).toEqual([]);
    await click(world, "approve", "U0APPROVER");
    await told(world, /orders-db: snapshot APPROVED[\s\S]*Approved by @approver/);
    await told(world, /✅ orders-db: A – application-consistent[\s\S]*thawed, confirmed/);
    const { result: approvals } = await json(world, "approvals");
    expect(approvals).toMatchObject([{ state: "approved", decisions: [{ by: "U0APPROVER", via: "slack" }] }]);
    expect(await json(world, "audit", "verify")).toMatchObject({ result: { intact: true } });
    bot.process.kill("SIGTERM");
    expect(await bot.ended).toMatchObject({ status: 0 });
  },
);

test(
  "kill -9 while a request waits: the next start takes the click on the message of before",
  PATIENCE,
  async () => {
    const world = await guardedWorld();
    const killed = await startBot(world);
    await world.slack.command("snapshot orders-db");
    await told(world, /orders-db: snapshot waits for approval/);
    // Slack's answer to the post has come before the one to this.
    await world.slack.command("approvals");
    killed.process.kill("SIGKILL");
    await killed.ended;
    await startBot(world);
    await click(world, "approve", "U0APPROVER");
    await told(world, /orders-db: snapshot APPROVED/);
    await told(world, /✅ orders-db: A – application-consistent/);
    expect(texts(world).filter((text) => text.includes("waits for approval"))).toEqual([]);
    // The request, its end, and the run: one message each.
    expect(texts(world)).toHaveLength(3);
  },
);

test("denied in a window: nothing is frozen, and whoever asked is told why", PATIENCE, async () => {
  const world = await guardedWorld();
  await startBot(world);
  await world.slack.command("snapshot orders-db");
  await told(world, /orders-db: snapshot waits for approval/);
  await click(world, "deny", "U0APPROVER");
  await expect.poll(() => world.slack.modals("U0APPROVER")).toHaveLength(1);
  const [window] = world.slack.modals("U0APPROVER");
  await world.slack.submit(window?.id ?? "", { values: { reason: "the month is being closed" } });
  await told(world, /orders-db: snapshot DENIED[\s\S]*@operator[\s\S]*the month is being closed/);
  expect(await freezesOf(world, "orders-db")).toEqual([]);
});
