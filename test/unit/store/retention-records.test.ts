import { expect, test } from "vitest";
import { digestOf } from "#domain/digest.ts";
import type { TestRecord } from "#domain/restore-test/record.ts";
import { audited } from "#store/change.ts";
import { createRecords } from "#store/records.ts";
import { openStore } from "#store/store.ts";
import { createTestRecords } from "#store/test-records.ts";
import { recoveryPoint } from "../operations/points.ts";
import { temporaryDatabase } from "./temporary-database.ts";

const at = Date.UTC(2026, 10, 23, 10);
const by = { actor: "run r-9", act: "point.pruned", detail: { policy: "p", approvedBy: ["U0BOSS"] } };

function opened() {
  const database = temporaryDatabase();
  const clock = { now: () => at, monotonic: () => 0 };
  const store = openStore(database);
  const audit = (): Record<string, unknown>[] =>
    database
      .read((sql) => sql.prepare("SELECT entry FROM audit ORDER BY seq").all())
      .map((row) => JSON.parse(String(row.entry)));
  const records = createRecords({ store, clock, freeBytes: () => Number.MAX_SAFE_INTEGER });
  return { store, records, audit, tests: createTestRecords({ store, clock }) };
}

test("a point that goes leaves one audit row, with the digest of its evidence; a second time none", async () => {
  const { records, audit } = opened();
  const point = recoveryPoint("orders-1", at, "B");
  await records.savePoint(point);
  await records.removePoint("orders-1", by);
  await records.removePoint("orders-1", by);
  expect(await records.point("orders-1")).toBeUndefined();
  expect(await records.newestPoint("orders")).toBeUndefined();
  expect(audit().slice(1)).toEqual([
    {
      at: "2026-11-23T10:00:00.000Z",
      actor: "run r-9",
      act: "point.pruned",
      subject: "orders-1",
      detail: {
        policy: "p",
        approvedBy: ["U0BOSS"],
        application: "orders",
        cloud: "prod",
        groupSnapshotId: "gs",
        runId: "r-1",
        label: "label B",
        grade: "B",
        takenAt: "2026-11-23T10:00:00.000Z",
        evidence: digestOf(point.evidence),
      },
    },
  ]);
});

test("of a point that retention took away the audit says when, by which run, policy and approval", async () => {
  const { records, audit, store } = opened();
  const point = recoveryPoint("orders-1", at, "B");
  await records.savePoint(point);
  await records.removePoint("orders-1", by);
  // More than is looked through in one go, and rows that only name it.
  const row = { at: "", actor: "U0OPS", act: "point.pruned", subject: "other", detail: { of: "orders-1" } };
  await store.commit(Array.from({ length: 2_100 }, () => audited(row)));
  expect(audit()).toHaveLength(2_102);
  expect(await records.prunedPoint("orders-1")).toEqual({
    ...{ id: "orders-1", application: "orders", at, by: "run r-9", policy: "p", approvedBy: ["U0BOSS"] },
    ...{ label: "label B", takenAt: "2026-11-23T10:00:00.000Z", evidence: digestOf(point.evidence) },
  });
  expect(await records.prunedPoint("orders")).toBeUndefined();
});

test("a restore test that ends after its point has gone does not bring it back", async () => {
  const { records, tests } = opened();
  const point = recoveryPoint("orders-1", at, "B");
  await records.savePoint(point);
  const record: TestRecord = {
    id: "r-t",
    application: "orders",
    requestedBy: "schedule",
    startedAt: at,
    state: "running",
  };
  await tests.begin(record);
  await records.removePoint("orders-1", by);
  await tests.end({ ...record, state: "ended" }, [{ ...point, label: { text: "failed", reasons: [] } }]);
  expect(await records.point("orders-1")).toBeUndefined();
  expect(await tests.get("r-t")).toMatchObject({ state: "ended" });
});

test("who protects a point, and that nobody does any more, is one row each", async () => {
  const { records, audit } = opened();
  await records.savePoint(recoveryPoint("orders-1", at, "B"));
  const protection = { by: "U0OPS", at, reason: "audit" };
  const seen = { actor: "U0OPS", detail: { name: "@ann" } };
  expect(await records.protectPoint("orders-1", protection, seen)).toMatchObject({ protected: protection });
  expect(await records.point("orders-1")).toMatchObject({ protected: protection });
  expect(await records.protectPoint("orders-1", undefined, seen)).not.toHaveProperty("protected");
  await records.protectPoint("orders-1", undefined, seen);
  expect(await records.protectPoint("nothing", protection, seen)).toBeUndefined();
  expect(audit().slice(1)).toMatchObject([
    {
      act: "point.protected",
      subject: "orders-1",
      actor: "U0OPS",
      detail: { reason: "audit", name: "@ann" },
    },
    { act: "point.unprotected", subject: "orders-1" },
  ]);
});

test("whoever was second decides anew", async () => {
  const { records } = opened();
  const record = { application: "orders", lastRun: { runId: "r-1", at, pruned: 1, left: 0 } };
  expect(await records.saveRetention(record, "absent")).toBe(true);
  expect(await records.saveRetention(record, "absent")).toBe(false);
  expect(await records.retention("orders")).toEqual({ record, version: 1 });
  expect(await records.retention("shop")).toBeUndefined();
});
