import { expect, test } from "vitest";
import type { TestRecord } from "#domain/restore-test/record.ts";
import { createRecords } from "#store/records.ts";
import { openStore } from "#store/store.ts";
import { createTestRecords } from "#store/test-records.ts";
import { point } from "../domain/restore/restorable.ts";
import { tested } from "../domain/restore-test/tested.ts";
import { temporaryDatabase } from "./temporary-database.ts";

const clock = { now: () => Date.parse("2026-11-23T11:00:00Z"), monotonic: () => 0 };

function kept() {
  const database = temporaryDatabase();
  const store = openStore(database);
  const acts = () =>
    database
      .read((sql) => sql.prepare("SELECT entry FROM audit ORDER BY seq").all())
      .map(({ entry }) => JSON.parse(String(entry)))
      .map(({ act, subject }) => `${act} ${subject}`);
  return {
    tests: createTestRecords({ store, clock }),
    records: createRecords({ store, clock, freeBytes: () => 2 ** 40 }),
    acts,
  };
}

const running = (id: string, startedAt: number, application = "orders"): TestRecord => ({
  id,
  application,
  requestedBy: "schedule",
  startedAt,
  state: "running",
});

const ended = (record: TestRecord): TestRecord => ({
  ...record,
  state: "ended",
  report: { ...tested(record.startedAt, 60_000), runId: record.id },
});

test("begun and ended once, however often it is said, each with its audit row", async () => {
  const { tests, acts } = kept();
  const one = running("t-1", 1_000);
  await tests.begin(one);
  await tests.begin(one);
  expect(await tests.get("t-1")).toEqual(one);
  await tests.end(ended(one), []);
  await tests.end({ ...ended(one), requestedBy: "another" }, []);
  await tests.begin(one);
  expect(await tests.get("t-1")).toEqual(ended(one));
  expect(acts()).toEqual(["test.running t-1", "test.passed t-1"]);
});

test("the end and the points that it changes are one commit; a point that is as it was leaves no row", async () => {
  const { tests, records, acts } = kept();
  await records.savePoint(point);
  const other = { ...point, id: "orders-2" };
  await records.savePoint(other);
  const one = running("t-1", 1_000);
  const changed = { ...point, label: { ...point.label, text: "failed its restore test" } };
  await tests.end(ended(one), [changed, other]);
  expect(await records.point(point.id)).toEqual(changed);
  expect(acts().slice(2)).toEqual(["test.passed t-1", `point.regraded ${point.id}`]);
  expect(await records.verifyAudit()).toMatchObject({ intact: true, rows: 4 });
});

test("a protection that came while the verdict was being made stays, and so does its end", async () => {
  const { tests, records } = kept();
  const held = { by: "U0OPS", at: 5 };
  await records.savePoint({ ...point, protected: held });
  const other = { ...point, id: "orders-2" };
  await records.savePoint(other);
  const label = { ...point.label, text: "failed its restore test" };
  await tests.end(ended(running("t-1", 1_000)), [
    { ...point, label },
    { ...other, label, protected: held },
  ]);
  expect(await records.point(point.id)).toEqual({ ...point, label, protected: held });
  expect(await records.point(other.id)).toEqual({ ...other, label });
});

test("newest first by their start, of one application or of all, as many as asked for", async () => {
  const { tests } = kept();
  for (const one of [running("a", 1), running("b", 3), running("c", 2, "billing")]) await tests.begin(one);
  const ids = async (application: string | undefined, limit = 10) =>
    (await tests.newest(application, limit)).map(({ id }) => id);
  expect(await ids(undefined)).toEqual(["b", "c", "a"]);
  expect(await ids(undefined, 2)).toEqual(["b", "c"]);
  expect(await ids("orders")).toEqual(["b", "a"]);
  expect(await ids("none")).toEqual([]);
});
