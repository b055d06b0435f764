import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { loadInstallation } from "#config/load.ts";
import type { ScheduleRecord } from "#domain/schedule/record.ts";
import { openDatabase } from "#store/open-database.ts";
import { createRecords } from "#store/records.ts";
import { openStore } from "#store/store.ts";
import { systemClock, toIso } from "#support/clock.ts";
import { type BotWorld, newWorld, startBot, stop, texts } from "../e2e/bot.ts";
import { here, json } from "../e2e/freezeframe.ts";

const minute = 60_000;
const hour = 60 * minute;

/** What an earlier process has left: a schedule that it dealt with until then. */
async function leave(world: BotWorld, record: ScheduleRecord): Promise<void> {
  const { config } = await loadInstallation({ configPath: world.config, cwd: world.directory, env: {} });
  await mkdir(dirname(config.store.path), { recursive: true, mode: 0o700 });
  const database = openDatabase(config.store.path, { clock: systemClock });
  const { freeBytes } = database;
  const records = createRecords({ store: openStore(database), clock: systemClock, freeBytes });
  const row = { actor: "schedule", act: "schedule.began", subject: "snapshot:orders-db" };
  expect(await records.saveSchedule(record, "absent", row)).toBe(true);
  database.close();
}

/** The bot begins runs of its own besides, such as a scan for orphans. */
const snapshots = async (world: BotWorld) =>
  (await json(world, "runs")).result.filter(({ id }: { id: string }) => id.startsWith("snapshot:"));

test("slots that passed while the bot was down are made up for by one snapshot, also by a bot that is started twice", async () => {
  const world = await newWorld();
  const now = systemClock.now();
  // Half an hour away from now, so that no slot comes while the test runs.
  const newest = Math.floor((now - hour / 2) / minute) * minute;
  const cron = `${Math.floor(newest / minute) % 60} * * * *`;
  await world.setManifest("orders-db", { budget: "30s", top: { schedule: { snapshot: cron } } });
  const known = { kind: "snapshot", application: "orders-db", cron, timezone: "UTC" } as const;
  await leave(world, { ...known, dealtUntil: now - 4 * hour, owed: [] });
  const runId = `snapshot:orders-db:${toIso(newest).slice(0, 16)}Z`;

  const first = await startBot(world);
  await expect
    .poll(() => snapshots(world), { timeout: 20_000, interval: 50 })
    .toMatchObject([{ id: runId, state: "done", result: { outcome: "ok" } }]);
  await expect.poll(() => texts(world).join("\n"), { timeout: 15_000 }).toMatch(/A – application-consistent/);
  const told = texts(world).join("\n");
  expect(told).toContain("orders-db: 4 scheduled snapshots were missed");
  expect(told).toContain("asked by its schedule");
  const listed = await here(world, "schedule", "orders-db");
  expect(listed.stdout).toContain(`started · ${runId}`);
  expect(await stop(first)).toMatchObject({ status: 0 });

  const second = await startBot(world);
  const schedule = await json(world, "schedule");
  expect(schedule.result).toMatchObject([{ application: "orders-db", cron, last: { slot: newest, runId } }]);
  expect(schedule.result[0].next[0]).toBe(newest + hour);
  expect(await snapshots(world)).toHaveLength(1);
  expect(await stop(second)).toMatchObject({ status: 0 });
});
