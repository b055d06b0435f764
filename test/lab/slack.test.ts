import { afterEach, describe, expect, test } from "vitest";
import { addFault } from "./harness/faults.ts";
import { groupSnapshots } from "./harness/group-snapshots.ts";
import { guest } from "./harness/guest.ts";
import { lab } from "./harness/lab.ts";
import { CHANNEL, OPERATOR, type SlackBot, slackBot } from "./harness/slack-bot.ts";
import { verb } from "./harness/verb.ts";

// Signed slash commands to the running bot, real Cinder, sshd, ext4 and PostgreSQL behind it. Slack is the simulated one.

const here = await lab();
const sets = (bot: SlackBot) => groupSnapshots(here, `ff/${bot.dir.instance}/`);

afterEach(async () => {
  for (const server of ["orders-db-1", "orders-db-loop-1"])
    expect(Object.values(await guest(server).frozen())).not.toContain(true);
});

test("/ff snapshot is acknowledged at once, told in one message, and ends as A", async () => {
  await using bot = await slackBot(here, { application: "orders-db" });
  const asked = await bot.slack.command("snapshot orders-db before the upgrade");
  expect(asked).toMatchObject({ status: 200, error: undefined });
  expect(JSON.stringify(asked.body)).toContain("snapshot requested");
  const text = await bot.untilRead(/orders-db: A – application-consistent \(verified freeze\)/);
  expect(text).toMatch(/3\/3 volumes · frozen [\d.]+ m?s of 10 s · thawed, confirmed/);
  expect(text).toContain("before the upgrade");
  expect(bot.slack.messages(CHANNEL)).toHaveLength(1);
  expect(await sets(bot)).toMatchObject([{ status: "available" }]);

  // The point is there on every surface, while the bot has the store.
  const { result: points } = await verb(bot.dir, "points", "orders-db");
  expect(points).toMatchObject([
    { requestedBy: OPERATOR, reason: "before the upgrade", label: { grade: "A" } },
  ]);
  const told = await bot.slack.command("points orders-db");
  expect(JSON.stringify(told.body)).toContain(points[0].id);
});

test("without a freeze on the looping back end it is D, with a bound of the skew, and no tick", async () => {
  await using bot = await slackBot(here, {
    application: "orders-db-loop",
    manifest: (manifest) => {
      manifest.quiesce = { policy: "skip" };
      delete manifest.objectives.grade;
    },
  });
  await bot.slack.command("snapshot orders-db-loop");
  const text = await bot.untilRead(/orders-db-loop: .*D – non-atomic: per-volume snapshots, taken at most/);
  expect(text).toContain("taken without a freeze");
  expect(text).not.toContain("✅");
});

test("a failed member is told volume by volume, to the owners, with what to do", async () => {
  await using bot = await slackBot(here, { application: "orders-db-loop" });
  await using _fault = await addFault(`slack-${bot.dir.instance}`, {
    op: "create_snapshot",
    action: "fail",
    match: `ff/${bot.dir.instance}/`,
    times: 1,
  });
  await bot.slack.command("snapshot orders-db-loop");
  const text = await bot.untilRead(/INCOMPLETE: no recovery point[\s\S]*thawed, confirmed/);
  expect(text).not.toMatch(/success|✅/i);
  const alert = await bot.untilRead(/^🚨/);
  const [left] = await sets(bot);
  for (const words of [
    "data",
    "wal",
    "config",
    "error",
    `cinder group-snapshot-delete ${left?.id}`,
    "@operator",
  ])
    expect(alert).toContain(words);
  expect(bot.slack.messages(CHANNEL)).toHaveLength(2);
});

test("a guest that does not answer, under degrade: cut all the same, and called degraded", async () => {
  await using bot = await slackBot(here, {
    application: "orders-db",
    manifest: (manifest) => {
      manifest.quiesce.policy = "degrade";
      manifest.servers[0].ssh.port = 1;
    },
  });
  await bot.slack.command("snapshot orders-db");
  const text = await bot.untilRead(/DEGRADED: C –/);
  expect(text).not.toContain("✅");
  expect(await bot.untilRead(/^🚨/)).toContain("@operator");
});

describe("on one bot", () => {
  test("the same trigger twice is one run; forged, stale, foreign and unauthorised requests make none", async () => {
    await using bot = await slackBot(here, { application: "orders-db" });
    const { slack } = bot;
    for (const signing of ["forged", "stale"] as const) {
      const refused = await slack.command("snapshot orders-db", { signing });
      expect(refused.status, signing).toBe(401);
    }
    const foreign = await slack.command("snapshot orders-db", { team: "T0ELSEWHERE" });
    expect(JSON.stringify(foreign.body)).toMatch(/workspace/i);
    const stranger = await slack.command("snapshot orders-db", { user: "U0READER" });
    expect(JSON.stringify(stranger.body)).toContain("only operators of orders-db may take a snapshot");
    expect((await verb(bot.dir, "runs")).result).toEqual([]);

    const twice = await slack.command("snapshot orders-db", { twice: true });
    expect([twice.status, twice.again?.status]).toEqual([200, 200]);
    await bot.untilRead(/orders-db: A –/);
    const { result: runs } = await verb(bot.dir, "runs");
    expect(runs).toHaveLength(1);
    // Later, too: a proxy that replays.
    await slack.command("snapshot orders-db", { triggerId: twice.triggerId });
    expect((await verb(bot.dir, "runs")).result).toEqual(runs);
    expect(await sets(bot)).toHaveLength(1);
  });

  test("a hundred commands at once: every one is answered in time, one run at a time", async () => {
    await using bot = await slackBot(here, { application: "orders-db" });
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        bot.slack.command(n % 4 === 3 ? "status" : "snapshot orders-db", {
          user: n % 4 === 2 ? "U0READER" : OPERATOR,
        }),
      ),
    );
    expect(all.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(all.map(({ status }) => status)).toEqual(Array(100).fill(200));
    const said = (words: string) => all.filter(({ body }) => JSON.stringify(body).includes(words)).length;
    expect(said("only operators of orders-db")).toBe(25);
    expect(said("snapshot requested")).toBe(1);
    expect(said("joined")).toBe(49);
    await bot.untilRead(/orders-db: A –/);
    expect((await verb(bot.dir, "runs")).result).toHaveLength(1);
    expect(await sets(bot)).toHaveLength(1);
  });
});
