import { expect, test } from "vitest";
import { orphan } from "#domain/orphans/orphan.ts";
import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import type { OrphanNews } from "#operations/index.ts";
import { createOrphanRecords } from "#store/orphan-records.ts";
import { openStore } from "#store/store.ts";
import { REQUEST_CLEANUP, SCAN_ORPHANS } from "#workflows/names.ts";
import { approval } from "../slack-views/approvals.ts";
import { type House, openHouse, operator, signal, start, stranger } from "./house.ts";

const HOUR = 3_600_000;

async function houseWith(...given: Partial<OrphanRecord>[]) {
  const house = openHouse({ orphanClouds: ["prod"] });
  const records = createOrphanRecords({
    store: openStore(house.database),
    clock: { now: () => house.clock.at, monotonic: () => 0 },
  });
  for (const [index, change] of given.entries()) {
    const found = orphan({
      ...{ class: "dead run", kind: "volume", cloud: "prod", application: "orders", thing: `v-${index}` },
      ...{ name: `volume ${index}`, status: "available", gib: 10, by: "clean-up", proof: [], bound: [] },
    });
    await records.save({ orphan: found, foundAt: start, ...change }, "absent");
  }
  const ids = async () => (await records.list()).map(({ record }) => record.orphan.id);
  return { ...house, orphanRecords: records, ids: await ids() };
}

const acts = (house: House) => house.audit().map(({ act }) => act);

test("an operator keeps one, for a time or for good, and lets it go again; a stranger does not", async () => {
  const house = await houseWith({ told: { at: start, where: "log" } });
  const [id = ""] = house.ids;
  const { operations } = house;
  await expect(operations.keepOrphan({ orphan: id, actor: stranger }, signal)).rejects.toMatchObject({
    kind: "not-permitted",
  });
  const kept = await operations.keepOrphan(
    { orphan: id, forMs: HOUR, reason: "audit", actor: operator },
    signal,
  );
  expect(kept.kept).toEqual({ by: "U0OPS", at: start, until: start + HOUR, reason: "audit" });
  expect((await operations.keepOrphan({ orphan: id, actor: operator }, signal)).kept).toEqual({
    by: "U0OPS",
    at: start,
  });
  const released = await operations.releaseOrphan({ orphan: id, actor: operator }, signal);
  expect(released).not.toHaveProperty("kept");
  expect(released).not.toHaveProperty("told");
  expect(acts(house)).toEqual(["orphan.keep.refused", "orphan.keep", "orphan.keep", "orphan.release"]);
});

test("too short a time, and an orphan that is not there, are refused", async () => {
  const { operations, ids } = await houseWith({});
  const keep = (orphan: string, forMs: number) =>
    operations.keepOrphan({ orphan, forMs, actor: operator }, signal);
  await expect(keep(ids[0] ?? "", 10)).rejects.toMatchObject({ kind: "invalid-input" });
  await expect(keep("o-0000000000", HOUR)).rejects.toMatchObject({ kind: "not-found" });
});

test("owners are told once, all of an application in one message; grace begins then", async () => {
  const house = await houseWith({}, {}, { told: { at: start, where: "log" } });
  const news: OrphanNews[] = [];
  const tell = async (one: OrphanNews) => {
    news.push(one);
    return "channel C0";
  };
  house.clock.pass(HOUR);
  await house.operations.tellOwners(tell, signal);
  await house.operations.tellOwners(tell, signal);
  expect(news.map(({ application, title }) => [application, title])).toEqual([
    ["orders", "2 orphans of orders found"],
  ]);
  const { orphans } = await house.operations.orphans({ actor: stranger }, signal);
  expect(orphans.map(({ record, stays }) => [record.told?.at, stays])).toEqual([
    [start + HOUR, expect.stringMatching(/^its owner was told 0 ms ago: grace until/)],
    [start + HOUR, expect.stringMatching(/grace until/)],
    [start, expect.stringMatching(/^its owner was told 1 h ago/)],
  ]);
  house.clock.pass(24 * HOUR);
  const later = await house.operations.orphans({ application: "orders", actor: stranger }, signal);
  expect(later.orphans.every(({ stays }) => stays === undefined)).toBe(true);
});

test("what could not be told is told at the next asking", async () => {
  const { operations, orphanRecords } = await houseWith({});
  const away = async () => {
    throw new Error("Slack is away");
  };
  await expect(operations.tellOwners(away, signal)).rejects.toThrow("Slack is away");
  expect((await orphanRecords.list())[0]?.record.told).toBeUndefined();
});

test("an operator who asks has been told, with when; anybody else who asks has not", async () => {
  const { operations } = await houseWith({});
  const read = async (actor: typeof operator) =>
    (await operations.orphans({ application: "orders", actor }, signal)).orphans[0]?.record.told;
  expect(await read(stranger)).toBeUndefined();
  expect(await read(operator)).toEqual({ at: start, where: "U0OPS, who asked" });
});

test("one that was found long ago and is told by a clock that is behind has its whole grace since the newest scan", async () => {
  const { operations, orphanRecords, clock } = await houseWith({});
  const scannedAt = start + 500 * HOUR;
  await orphanRecords.saveScan({
    ...{ cloud: "prod", runId: "r-scan", startedAt: scannedAt, endedAt: scannedAt, aheadMs: 0, orphans: 1 },
    looked: { sets: 0, snapshots: 0, groups: 0, volumes: 1, servers: 0 },
    ...{ adoptable: [], adoptableCount: 0, unknown: [], unknownCount: 0 },
  });
  clock.at = start + 450 * HOUR;
  await operations.tellOwners(async () => "log", signal);
  expect((await orphanRecords.list())[0]?.record.told).toEqual({ at: scannedAt, where: "log" });
});

test("a clock that was set back makes neither a grace nor a keeping shorter", async () => {
  const { operations, clock, ids } = await houseWith({});
  clock.at = start - 1_000 * HOUR;
  await operations.tellOwners(async () => "log", signal);
  const kept = await operations.keepOrphan({ orphan: ids[0] ?? "", forMs: HOUR, actor: operator }, signal);
  expect(kept).toMatchObject({ told: { at: start }, kept: { until: start + HOUR } });
});

test("the scan that is due is begun once for each interval, however often it is asked for", async () => {
  const { operations, engine, clock } = await houseWith();
  const scans = () => engine.list({ workflow: SCAN_ORPHANS });
  for (let minute = 0; minute < 3; minute += 1) await operations.lookForOrphans(signal);
  expect(await scans()).toHaveLength(1);
  clock.pass(6 * HOUR);
  await operations.lookForOrphans(signal);
  expect((await scans()).map(({ input }) => input)).toEqual([
    { clouds: ["prod"], requestedBy: "schedule" },
    { clouds: ["prod"], requestedBy: "schedule" },
  ]);
});

test("a clean-up that waits for people is not put before them twice; one of a single orphan is another one", async () => {
  const { operations, engine, records } = await houseWith({ told: { at: start, where: "log" } });
  const clean = (only?: string) => operations.clean({ application: "orders", only, actor: operator }, signal);
  const first = await clean();
  const waiting = approval({
    ...{ id: "ap-1", application: "orders", runId: first.runId, subject: { kind: "cleanup", planId: "p-1" } },
  });
  await records.saveApproval(waiting, "absent", { actor: "run", act: "approval.requested", subject: "ap-1" });
  expect(await clean()).toEqual({ runId: first.runId, how: "known", approvalId: "ap-1" });
  expect((await clean("o-7f3a9c21d0")).runId).not.toBe(first.runId);
  expect(await engine.list({ workflow: REQUEST_CLEANUP })).toHaveLength(2);
});
