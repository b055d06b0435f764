import { expect, test } from "vitest";
import type { Application } from "#domain/application.ts";
import { RestoreTest } from "#domain/manifest/restore-test.ts";
import { Schedule } from "#domain/manifest/schedule.ts";
import type { Verdict } from "#domain/restore-test/report.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { openStore } from "#store/store.ts";
import { createTestRecords } from "#store/test-records.ts";
import { TEST_RESTORE } from "#workflows/names.ts";
import { testReports } from "../slack-views/restore-tests.ts";
import { temporaryDatabase } from "../store/temporary-database.ts";
import { type House, held, named, openHouse, operator, orders, signal, start, stranger } from "./house.ts";
import { recoveryPoint } from "./points.ts";

// Operations' clock is the test's; `start` is 2026-11-23T10:42:07Z.
const at = (time: string) => Date.parse(`2026-11-${time}Z`);
const HOUR = 3_600_000;

const watched = (change: Partial<Application> = {}): Application => ({
  ...orders,
  objectives: { rpo: 4 * HOUR, grade: "B" },
  ...change,
});

interface Watching extends House {
  /** Sets the clock and looks, as each minute does. */
  look(time: string): Promise<void>;
  /** What was told since the last asking. */
  told(): Incident[];
  open(): Promise<Incident[]>;
}

function watching(options: Parameters<typeof openHouse>[0] = {}): Watching {
  const house = openHouse({ applications: [watched()], ...options });
  const news: Incident[] = [];
  house.operations.onIncident((one) => news.push(one));
  return {
    ...house,
    told: () => news.splice(0),
    open: async () =>
      (await house.operations.incidents()).filter(({ resolvedAt }) => resolvedAt === undefined),
    look: async (time) => {
      house.clock.pass(at(time) - house.clock.at);
      expect(await house.operations.lookAtSchedules(signal)).toEqual([]);
      expect(await house.operations.watchObjectives(signal)).toEqual([]);
    },
  };
}

test("a point that is too old is one incident, and the next point resolves it", async () => {
  const house = watching();
  await house.records.savePoint(recoveryPoint("p1", start, "B"));
  await house.look("23T14:42");
  expect(house.told()).toEqual([]);
  await house.look("23T14:43");
  expect(house.told()).toEqual([
    {
      id: "rpo:orders:2026-11-23T14:43:00Z",
      kind: "rpo",
      application: "orders",
      openedAt: at("23T14:43"),
      text: "RPO 4 h is missed: the newest recovery point of grade B or better is of 2026-11-23 10:42 UTC (p1); no snapshot is scheduled",
      next: "freezeframe snapshot orders takes one now",
    },
  ]);
  house.writes();
  await house.look("23T14:44");
  await house.look("23T18:44");
  expect([house.told(), house.writes()]).toEqual([[], 0]);
  // A point that does not count mends nothing.
  await house.records.savePoint(recoveryPoint("p2", at("23T18:45"), "C"));
  await house.look("23T18:46");
  expect(house.told()).toEqual([]);
  await house.records.savePoint(recoveryPoint("p3", at("23T18:47"), "A"));
  await house.look("23T18:48");
  const resolved = { resolvedAt: at("23T18:48"), resolvedBy: "point p3 (A) of 2026-11-23 18:47 UTC" };
  expect(house.told()).toMatchObject([resolved]);
  expect(await house.open()).toEqual([]);
  expect(await house.operations.incidents()).toMatchObject([resolved]);
  expect(
    house
      .audit()
      .filter(({ actor }) => actor === "watch")
      .map(({ act }) => act),
  ).toEqual(["incident.opened", "incident.resolved"]);
});

test("an application that never had a point has its RPO's time from when it was first watched, also over restarts", async () => {
  const database = temporaryDatabase();
  await watching({ database }).look("23T10:43");
  const house = watching({ database });
  await house.look("23T14:43");
  expect(house.told()).toEqual([]);
  await house.look("23T14:44");
  expect(house.told()).toMatchObject([{ text: expect.stringContaining("there is no recovery point") }]);
  const again = watching({ database });
  await again.look("23T14:45");
  expect(again.told()).toEqual([]);
  expect(await again.open()).toHaveLength(1);
});

const scheduled = (change: object = {}, of: Partial<Application> = {}) =>
  watched({ schedule: Schedule.parse({ snapshot: "0 */4 * * *", ...change }), ...of });

test("nobody is called for what a slot that is about to come mends, nor while that snapshot goes on", async () => {
  const { workflow, release } = held();
  const house = watching({ workflow, applications: [scheduled()] });
  await house.look("23T10:43");
  await house.records.savePoint(recoveryPoint("p1", at("23T07:50"), "B"));
  await house.look("23T11:51");
  await house.look("23T12:00");
  await house.look("23T12:30");
  expect(house.told()).toEqual([]);
  // It ends without a point.
  release();
  await house.operations.ended("snapshot:orders:2026-11-23T12:00Z", signal);
  await house.look("23T12:31");
  expect(house.told()).toMatchObject([
    { kind: "snapshot", failure: { runs: [{ id: "snapshot:orders:2026-11-23T12:00Z", kind: "failed" }] } },
    {
      text: expect.stringContaining(
        "the last scheduled run (snapshot:orders:2026-11-23T12:00Z) made no such point",
      ),
      next: expect.stringContaining("freezeframe doctor orders"),
    },
  ]);
});

test.each([
  ["comes too late", scheduled({ snapshot: "0 13 * * *" }), "the next scheduled one comes too late"],
  ["lies in a blackout", scheduled({ blackout: ["11:55-13:00"] }), "the next scheduled one comes too late"],
  ["waits for an approval", scheduled({}, { approve: ["snapshot"] }), "waits for an approval"],
])("a slot that %s mends nothing in time", async (_what, application, why) => {
  const house = watching({ applications: [application] });
  await house.records.savePoint(recoveryPoint("p1", at("23T07:50"), "B"));
  await house.look("23T11:51");
  expect(house.told()).toMatchObject([{ text: expect.stringContaining(why) }]);
});

test("a pause is no excuse", async () => {
  const house = watching({ applications: [scheduled()] });
  await house.records.savePoint(recoveryPoint("p1", at("23T07:50"), "B"));
  const pause = { until: at("24T09:00"), reason: "disk swap", by: "U0OPS", at: start };
  await house.records.savePause({ application: "orders", ...pause });
  await house.look("23T11:51");
  expect(house.told()).toMatchObject([
    {
      text: expect.stringContaining("it is paused until 2026-11-24 09:00 UTC"),
      next: "freezeframe resume orders ends the pause",
    },
  ]);
});

test("a snooze keeps quiet for its time; then it is told anew once, if it is still open", async () => {
  const house = watching();
  await house.look("23T10:43");
  await house.look("23T15:00");
  const [{ id: incidentId = "" } = {}] = house.told();
  const forMs = 4 * HOUR;
  await house.operations.snooze({ incidentId, forMs, actor: operator }, signal);
  const until = at("23T19:00");
  expect(house.told()).toMatchObject([{ snoozed: { until, by: "U0OPS", at: at("23T15:00") } }]);
  await house.look("23T18:59");
  expect(house.told()).toEqual([]);
  // It stays in the status all the same.
  expect((await house.operations.overview())[0]?.incidents).toMatchObject([{ id: incidentId }]);
  await house.look("23T19:00");
  await house.look("23T19:01");
  const [again, ...more] = house.told();
  expect(more).toEqual([]);
  expect([again?.remindedAt, again?.snoozed]).toEqual([at("23T19:00"), undefined]);
  await house.operations.snooze({ incidentId, actor: operator }, signal);
  house.told();
  await house.look("29T19:00");
  expect(house.told()).toEqual([]);
  expect(house.audit().filter(({ act }) => act === "incident.snoozed")).toMatchObject([
    { actor: "U0OPS", subject: incidentId, detail: { application: "orders", until } },
    { actor: "U0OPS", subject: incidentId },
  ]);
});

test("who is no operator snoozes nothing, and it is in the audit; nor is a resolved or a made-up incident snoozed", async () => {
  const house = watching();
  await house.look("23T10:43");
  await house.look("23T15:00");
  const [{ id: incidentId = "" } = {}] = house.told();
  const snooze = (change: object) =>
    house.operations.snooze({ incidentId, forMs: HOUR, actor: operator, ...change }, signal);
  await expect(snooze({ actor: stranger })).rejects.toMatchObject({ kind: "not-permitted" });
  await expect(snooze({ incidentId: "rpo:x" })).rejects.toMatchObject({ kind: "not-found" });
  await expect(snooze({ forMs: 59_000 })).rejects.toMatchObject({ kind: "invalid-input" });
  await expect(snooze({ forMs: Number.NaN })).rejects.toMatchObject({ kind: "invalid-input" });
  await house.records.savePoint(recoveryPoint("p1", at("23T15:00"), "A"));
  await house.look("23T15:01");
  await expect(snooze({})).rejects.toMatchObject({ kind: "refused" });
  expect(house.audit().filter(({ act }) => act === "incident.snooze.refused")).toMatchObject([
    { actor: "U0NOBODY", subject: incidentId },
    { actor: "U0OPS", subject: incidentId },
  ]);
});

test("what nobody wants any more is no incident: an objective that goes, and a manifest that goes", async () => {
  const house = watching({ applications: [watched(), watched({ application: "shop" })] });
  await house.look("23T10:43");
  await house.look("23T15:00");
  expect(await house.open()).toHaveLength(2);
  house.told();
  house.files.read = async () => [watched({ objectives: { grade: "B" } })];
  await house.operations.reload(undefined, signal);
  await house.look("23T15:01");
  expect(house.told().map(({ application, resolvedBy }) => [application, resolvedBy])).toEqual([
    ["orders", "objectives.rpo is gone"],
    ["shop", "its manifest is gone"],
  ]);
  // One that comes back begins anew.
  house.files.read = async () => [watched()];
  await house.operations.reload(undefined, signal);
  await house.look("23T15:02");
  expect(house.told()).toEqual([]);
});

const tested = (change: Partial<Application> = {}) =>
  named("orders", {
    schedule: Schedule.parse({ restoreTest: "0 5 * * *" }),
    restoreTest: RestoreTest.parse({ target: { kind: "server", name: "recovery-1" } }),
    ...change,
  });

/** A restore test that came to this, now. */
async function testEnded(house: House, verdict: Verdict): Promise<string> {
  const { engine, clock } = house;
  const records = createTestRecords({
    store: openStore(house.database),
    clock: { now: () => clock.at, monotonic: () => 0 },
  });
  const id = `t-${clock.at}`;
  const about = { application: "orders", startedAt: clock.at };
  const { rtoMs, ...base } = testReports.passed;
  const reached = verdict === "passed" && rtoMs !== undefined ? { rtoMs } : {};
  const report = { ...base, ...reached, ...about, runId: id, verdict, endedAt: clock.at };
  await records.end({ id, ...about, requestedBy: "schedule", state: "ended", report }, []);
  await engine.start(TEST_RESTORE, id, { application: "orders", requestedBy: "schedule" });
  await engine.ended(id, signal);
  return id;
}

test("two scheduled tests that did not pass are an incident; a test that passes resolves it", async () => {
  const house = watching({ applications: [tested()] });
  await house.look("23T10:43");
  const first = await testEnded(house, "passed");
  // The slots of the 24th and the 25th come to nothing.
  await house.look("25T05:59");
  expect(house.told()).toEqual([]);
  await house.look("25T06:01");
  expect(house.told()).toMatchObject([
    {
      kind: "tested",
      text: expect.stringContaining("none has passed since 2026-11-23 10:43 UTC"),
      next: "freezeframe test orders makes one now",
    },
  ]);
  const passed = await testEnded(house, "passed");
  await house.look("25T06:02");
  expect(house.told()).toMatchObject([{ resolvedBy: `restore test ${passed} passed` }]);
  expect(first).not.toBe(passed);
});

test("a schedule of tests that the manifest does not describe is told as such", async () => {
  const house = watching({ applications: [tested({ restoreTest: undefined })] });
  await house.look("23T10:43");
  await house.look("25T06:01");
  expect(house.told()).toMatchObject([
    {
      kind: "tested",
      text: "Two restore tests were due, and no restore test has ever passed: the manifest says nothing of restore tests",
    },
  ]);
});

test("two inconclusive tests in a row are an incident, one is not; a test that says something resolves it", async () => {
  const house = watching({ applications: [tested()] });
  await house.look("23T10:43");
  await testEnded(house, "inconclusive");
  await house.look("23T10:44");
  expect(house.told()).toEqual([]);
  await testEnded(house, "inconclusive");
  await house.look("23T10:45");
  expect(house.told()).toMatchObject([{ kind: "inconclusive" }]);
  const failed = await testEnded(house, "failed");
  await house.look("23T10:46");
  expect(house.told()).toMatchObject([{ resolvedBy: `restore test ${failed}: failed` }]);
});

test("status has the last test, the last good one, what was proved newest, and when what comes next", async () => {
  const house = watching({ applications: [tested()] });
  await house.look("23T10:43");
  const passed = await testEnded(house, "passed");
  await house.look("23T10:44");
  const last = await testEnded(house, "inconclusive");
  const [status] = await house.operations.overview();
  expect(status).toMatchObject({
    lastTest: { runId: last, verdict: "inconclusive" },
    lastGoodTest: { runId: passed, verdict: "passed", rtoMs: 184_000 },
    tested: { id: testReports.passed.point?.id, testedAt: at("23T10:43") },
    lastRtoMs: 184_000,
    nextSnapshot: undefined,
    nextTest: at("24T05:00"),
    incidents: [],
  });
});

test("one application that cannot be looked at does not keep another from being watched", async () => {
  const house = watching({ applications: [watched(), watched({ application: "shop" })] });
  await house.look("23T10:43");
  house.clock.pass(5 * HOUR);
  house.database.write((sql) =>
    sql.prepare("INSERT INTO document VALUES ('point', 'broken', 1, '{}')").run(),
  );
  house.database.write((sql) =>
    sql.prepare("INSERT INTO document_index VALUES ('point', 'graded', 'orders B', 1, 'broken')").run(),
  );
  const failures = await house.operations.watchObjectives(signal);
  expect(failures.map(({ application }) => application)).toEqual(["orders"]);
  expect(house.told().map(({ application }) => application)).toEqual(["shop"]);
});
