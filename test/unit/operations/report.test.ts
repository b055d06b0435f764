import { expect, test } from "vitest";
import { openStore } from "#store/store.ts";
import { createTestRecords } from "#store/test-records.ts";
import { began, kept, tested } from "../domain/restore-test/tested.ts";
import { temporaryDatabase } from "../store/temporary-database.ts";
import { guardedHouse, requested } from "./guarded-house.ts";
import { named, openHouse, operator, orders, signal, start } from "./house.ts";
import { recoveryPoint } from "./points.ts";

// On a real store: what was proved is read from what was kept. `start` is 2026-11-23T10:42:07Z.
const DAY = 86_400_000;
const since = start - 90 * DAY;

test("the report tells points, tests and the audit of the store", async () => {
  const database = temporaryDatabase();
  const house = openHouse({ database, applications: [orders, named("shop")] });
  const tests = createTestRecords({
    store: openStore(database),
    clock: { now: () => start, monotonic: () => 0 },
  });
  await house.records.savePoint(recoveryPoint("p-1", start - DAY, "A"));
  await house.records.savePoint(recoveryPoint("old", since - DAY, "A"));
  const record = kept(tested(began, 100_000));
  await tests.begin({ ...record, state: "running", report: undefined });
  await tests.end(record, []);
  const report = await house.operations.report(since);
  expect(report).toMatchObject({
    since,
    until: start,
    audit: { intact: true, rows: house.audit().length },
    coverage: { applications: 2, covered: 1 },
    leftOut: [],
  });
  expect(report.applications.map(({ application }) => application)).toEqual(["orders", "shop"]);
  expect(report.applications[0]).toMatchObject({
    points: { taken: { A: 1 }, known: 2, untested: 1 },
    statistics: { passed: 1 },
  });
});

test("an application without a manifest is still in what was shown of it", async () => {
  const database = temporaryDatabase();
  const house = openHouse({ database, applications: [named("shop")] });
  const tests = createTestRecords({
    store: openStore(database),
    clock: { now: () => start, monotonic: () => 0 },
  });
  await tests.end(kept(tested(began, 100_000)), []);
  const report = await house.operations.report(since);
  expect(report.applications.map((one) => [one.application, one.protected])).toEqual([
    ["orders", false],
    ["shop", true],
  ]);
  expect(report.coverage).toEqual({ applications: 1, covered: 0 });
});

test("points of years are all counted, page by page", async () => {
  const house = openHouse();
  for (let day = 1; day <= 250; day++)
    await house.records.savePoint(recoveryPoint(`p-${day}`, start - day * DAY, "A"));
  const [orders] = (await house.operations.report(since)).applications;
  expect(orders?.points).toMatchObject({ known: 250, taken: { A: 90 } });
});

test("approvals are listed with who said yes and no", async () => {
  const house = guardedHouse();
  const { approval } = await requested(house);
  const { approvals } = await house.operations.report(since);
  expect(approvals).toEqual([
    expect.objectContaining({ id: approval.id, what: "snapshot", state: "requested", approvedBy: [] }),
  ]);
});

test("a run that broke and a snapshot that was refused are failures; one that went well is none", async () => {
  const outcomes: unknown[] = [
    { outcome: "refused", problems: ["the group is in use", "and more"] },
    { outcome: "ok", problems: [] },
    new Error("the disk is full"),
  ];
  const house = openHouse({
    betweenFreezesMs: 0,
    workflow: async () => {
      const next = outcomes.shift();
      if (next instanceof Error) throw next;
      return JSON.parse(JSON.stringify(next));
    },
  });
  for (let run = 0; run < 3; run++) {
    const { runId } = await house.operations.snapshot({ application: "orders", actor: operator }, signal);
    await house.operations.ended(runId, signal);
  }
  const { failures } = await house.operations.report(since);
  expect(failures.map(({ application, text }) => [application, text]).sort()).toEqual([
    ["orders", "refused: the group is in use"],
    ["orders", "the disk is full"],
  ]);
});

test("a changed audit row is in the report, and a time to come is refused", async () => {
  const database = temporaryDatabase();
  const house = openHouse({ database });
  await house.records.savePoint(recoveryPoint("p-1", start - DAY, "A"));
  database.write((sql) =>
    sql.exec("DROP TRIGGER audit_never_changes; UPDATE audit SET entry = replace(entry, 'p-1', 'p-2')"),
  );
  expect((await house.operations.report(since)).audit).toMatchObject({ intact: false, seq: 1 });
  await expect(house.operations.report(start)).rejects.toMatchObject({ kind: "invalid-input" });
});
