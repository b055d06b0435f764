import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { startBot } from "../../../playground/demo/bot.ts";
import { json } from "../../e2e/freezeframe.ts";
import { NOTHING, type RestoreWorld, restoreWorld, thereOf, toldInChannel } from "../../e2e/restoring.ts";
import { seeded } from "../seeded.ts";
import { minutes, slotsSeen } from "../slots-seen.ts";

// Eight minutes of the wall clock, for node-cron ticks by that one alone. The bot is a process of its own.

const minute = 60_000;
const policies = { "orders-db": "all", "orders-db-loop": "latest", shop: "skip" } as const;
const schedules = Object.keys(policies).flatMap((name) => [`snapshot:${name}`, `test-restore:${name}`]);
const forever = new AbortController().signal;

interface Run {
  readonly id: string;
  readonly state: string;
}

const runsOf = async (world: RestoreWorld): Promise<readonly Run[]> =>
  (await json(world, "runs", "--limit", "200")).result;

async function isQuiet(world: RestoreWorld): Promise<boolean> {
  const runs = await runsOf(world);
  const second = (Date.now() % minute) / 1_000;
  return second > 5 && second < 45 && runs.every(({ state }) => !/queued|running/.test(state));
}

/** Resolves that long after the next full minute has begun. */
const afterMinute = (ms: number): Promise<void> => delay(minute - (Date.now() % minute) + ms);

test("each slot of every schedule is dealt with exactly once, however often the bot dies at it, also after missed ones", {
  timeout: 15 * minute,
}, async () => {
  const random = seeded(20_261_123);
  await using world = await restoreWorld(
    Object.fromEntries(
      Object.entries(policies).map(([name, missed]) => {
        const schedule = { snapshot: "* * * * *", restoreTest: "* * * * *", missed };
        return [name, { budget: "10s", top: { schedule } }];
      }),
    ),
  );
  const restart = async (): Promise<void> => {
    await world.bot.kill();
    world.bot = await startBot(world.config, forever);
  };
  // Dies at the tick, within its writes or soon after, and again when it has just come back.
  for (let round = 0; round < 2; round++) {
    await afterMinute(Math.trunc(random() * 600));
    await restart();
    await delay(random() * 1_500);
    await restart();
  }
  // Down for more than two minutes: what is older than that has been missed.
  await afterMinute(Math.trunc(random() * 300));
  await world.bot.kill();
  await afterMinute(0);
  await afterMinute(0);
  await afterMinute(20_000);
  world.bot = await startBot(world.config, forever);
  await toldInChannel(world, /orders-db: .*scheduled snapshots? (was|were) missed/);
  await afterMinute(0);
  await afterMinute(10_000);
  // Stopped within a minute, when nothing of it goes on: what is looked at then is the store that it leaves.
  await expect.poll(() => isQuiet(world), { timeout: 5 * minute, interval: 250 }).toBe(true);
  const ended = Date.now();
  await world.bot.stop();
  const runs = await runsOf(world);
  const made: string[] = [];
  // One after the other: each has the store for itself.
  for (const name of Object.keys(policies)) {
    const { result } = await json(world, "points", name);
    made.push(...(result as { runId: string }[]).map(({ runId }) => runId));
  }
  expect(new Set(made).size).toBe(made.length);
  for (const schedule of schedules) {
    const seen = slotsSeen(join(world.directory, "var/freezeframe.sqlite"), schedule);
    const ids = minutes(schedule, seen.beganAt, ended);
    const ran = ids.filter((id) => runs.some((run) => run.id === id));
    const told = seen.fates.map(({ id }) => id);
    // Nothing of a slot that is none, and no slot twice.
    expect(
      runs.map(({ id }) => id).filter((id) => id.startsWith(`${schedule}:`) && !ids.includes(id)),
    ).toEqual([]);
    expect(told.toSorted(), schedule).toEqual([...new Set(told)].toSorted());
    expect(told.filter((id) => !ids.includes(id))).toEqual([]);
    // What has a run was dealt with by it; what has none was joined or skipped with a word, or left out by the policy.
    const apart = seen.fates.filter(
      ({ id, how }) => !ran.includes(id) && ["joined", "skipped"].includes(how),
    );
    expect(ran.length + apart.length + seen.leftOut + seen.owed, schedule).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(5);
    // On a machine that is busy a test may last for longer than a minute, and its slots are skipped meanwhile.
    expect(ran.length, schedule).toBeGreaterThan(1);
  }
  expect(await thereOf(world)).toEqual(NOTHING);
});
