import { describe, expect, test } from "vitest";
import type { Application } from "#domain/application.ts";
import { DomainError } from "#domain/errors.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { RecoveryFailure } from "#domain/restore/recovery-failure.ts";
import { TestReport } from "#domain/restore-test/report.ts";
import { testLockKey } from "#workflows/lock-keys.ts";
import { TEST_RESTORE } from "#workflows/names.ts";
import { backendWith, whole } from "../../domain/observed.ts";
import { point, pointWith } from "../../domain/restore/restorable.ts";
import { application, type Life, live, openHouse, type RestoreHouse } from "./restore-house.ts";

const asked = { application: "orders", requestedBy: "U0OPS" };

const tested: Application = {
  ...application,
  objectives: { ...application.objectives, rpo: 3_600_000 },
  // A restore would be read elsewhere: a test goes by its own target.
  restore: { ...application.restore, boot: undefined },
  restoreTest: {
    pick: "latest",
    target: { kind: "server", name: "recovery-1" },
    checks: [
      { kind: "postgresql", sql: "select count(*) from orders", atLeast: 1 },
      { kind: "freshness", sql: "select max(at) from orders" },
    ],
  },
};

const older = (hours: number): RecoveryPoint => ({
  ...point,
  id: `orders-older-${hours}`,
  runId: `r-older-${hours}`,
  createdAt: point.createdAt - hours * 3_600_000,
});

const house = (change: Partial<RestoreHouse> = {}): RestoreHouse =>
  openHouse({ application: tested, points: [older(2), older(4)], ...change });

let tests = 0;

async function runTest(of: RestoreHouse, input: object = {}): Promise<{ report: TestReport; life: Life }> {
  const life = await live(of);
  tests += 1;
  const run = await life.run(TEST_RESTORE, { ...asked, ...input }, `r-20261123-104207-${tests}`);
  if (run.error !== undefined) throw new Error(run.error.message);
  return { report: TestReport.parse(run.result), life };
}

/** Nothing of it is in the cloud. */
function nothingThere({ cloud }: RestoreHouse): void {
  expect([...cloud.volumes.keys(), ...cloud.groups.keys()]).toEqual([]);
}

const dataSaysNo =
  (message: string, log: readonly string[] = []) =>
  (): never => {
    throw new RecoveryFailure("failed", message, { saysNo: true, log });
  };

/** As Cinder shows it of gigabytes. */
function quota({ port }: RestoreHouse["cloud"], { limit, inUse }: { limit: number; inUse: number }): void {
  const use = (of: number, used: number) => ({ limit: of, inUse: used, reserved: 0, counted: used });
  const value = { volumes: use(10, 2), gigabytes: use(limit, inUse), groups: undefined, perType: {} };
  port.restoreQuota = async () => ({ value });
}

const looping = pointWith({
  ...whole,
  backend: backendWith({ driver: { verdict: "loops", by: "declared", source: "config" } }).backend,
});

test("a point whose data is verified passes: measured by phase, taken away, and its label says tested", async () => {
  const one = house();
  one.recovery.says.check = ({ kind }) =>
    kind === "freshness"
      ? { passed: true, text: "fresh", asOf: point.createdAt - 60_000 }
      : { passed: true, text: "ok" };
  const { report, life } = await runTest(one);
  expect(report).toMatchObject({
    verdict: "passed",
    reasons: [],
    point: { id: point.id, grade: "A", why: "the newest of grade B or better" },
    target: "server",
    nothingLeft: true,
    dataRpo: { by: "freshness", beforeCutMs: 60_000, objectiveMs: 3_600_000 },
    restore: { state: "torn down", reached: "data verified" },
    flagged: [],
    inconclusiveInRow: 0,
  });
  expect(report.headline).toMatch(
    /^passed: orders from .+, data verified in .+ within its objective of 15 min$/,
  );
  expect(report.phases.map(({ phase }) => phase)).toEqual(["volumes", "attach", "recovery", "checks"]);
  expect(report.phases.reduce((sum, { ms }) => sum + ms, 0)).toBe(report.rtoMs);
  expect(report.dataRpo?.lostMs).toBe(report.startedAt - point.createdAt + 60_000);
  nothingThere(one);
  const kept = await life.ports.records.point(point.id);
  expect(kept?.label).toMatchObject({ grade: "A", text: "application-consistent (verified freeze), tested" });
  expect(await life.ports.tests.get(report.runId)).toMatchObject({
    state: "ended",
    report: { verdict: "passed" },
  });
  expect(await life.ports.restores.get(report.runId)).toMatchObject({ state: "gone", requestedBy: "U0OPS" });
});

test.each<[string, "recovery" | "checks", (house: RestoreHouse) => void, RegExp]>([
  [
    "a database that does not recover",
    "recovery",
    ({ recovery }) => {
      recovery.says.start = dataSaysNo("invalid checkpoint record");
    },
    /^FAILED in recovery: .*invalid checkpoint record/,
  ],
  [
    "a check that says no",
    "checks",
    ({ recovery }) => {
      recovery.says.check = () => ({ passed: false, text: "it answered 0, expected at least 1" });
    },
    /^FAILED in checks: .*it answered 0/,
  ],
  [
    "a damaged file system",
    "checks",
    ({ recovery }) => {
      recovery.says.clean = false;
    },
    /^FAILED in checks: .*damaged/,
  ],
])(
  "%s fails the point: it loses its grade, and those made the same way are flagged",
  async (_what, phase, breaks, headline) => {
    const one = house();
    breaks(one);
    const { report, life } = await runTest(one);
    expect(report).toMatchObject({ verdict: "failed", stoppedIn: phase, nothingLeft: true });
    expect(report.headline).toMatch(headline);
    expect(report.rtoMs).toBeUndefined();
    expect(report.flagged).toEqual(["orders-older-2", "orders-older-4"]);
    nothingThere(one);
    const { records } = life.ports;
    const kept = await records.point(point.id);
    expect(kept?.label.text).toBe(`failed its restore test (${phase}): was grade A`);
    expect(kept?.label.grade).toBeUndefined();
    expect(report.regraded).toEqual({ point: point.id, from: "A", text: kept?.label.text });
    const sibling = await records.point("orders-older-2");
    expect(sibling?.label).toMatchObject({
      grade: "A",
      text: expect.stringMatching(/a point made the same way failed/),
    });
    expect((await records.newestPoint("orders", "A"))?.id).toBe("orders-older-2");
  },
);

test("the database's last words are told when it does not recover", async () => {
  const one = house();
  one.recovery.says.start = dataSaysNo("it ended", ["PANIC: could not locate a valid checkpoint"]);
  const { report } = await runTest(one);
  expect(report.databaseLog).toEqual(["PANIC: could not locate a valid checkpoint"]);
});

test("a later pass gives the grade back, says so, and takes the flag from the others", async () => {
  const one = house();
  one.recovery.says.clean = false;
  const first = await runTest(one);
  await first.life.close();
  one.recovery.says.clean = true;
  const { report, life } = await runTest(one);
  expect(report).toMatchObject({ verdict: "passed", regraded: { to: "A" } });
  const kept = await life.ports.records.point(point.id);
  expect(kept?.label.reasons.at(-1)?.text).toContain(
    `after ${first.report.runId} had failed: its grade is back`,
  );
  expect((await life.ports.records.point("orders-older-2"))?.label).toEqual(point.label);
});

describe("inconclusive, and the label is as it was", () => {
  test.each<[string, string, (house: RestoreHouse) => void, RegExp]>([
    [
      "no quota",
      "plan",
      ({ cloud }) => quota(cloud, { limit: 50, inUse: 40 }),
      /quota gigabytes: 40 of 50 are used, the restore needs 20 more/,
    ],
    [
      "no room for the next snapshot beside the test",
      "plan",
      ({ cloud }) => quota(cloud, { limit: 70, inUse: 40 }),
      /quota gigabytes: 60 of 70 would be used during the test, and the next snapshot needs 20 more/,
    ],
    [
      "no capacity",
      "volumes",
      ({ cloud }) => {
        cloud.faults.failed = () => true;
      },
      /is in status error/,
    ],
    [
      "a volume that cannot be attached",
      "attach",
      ({ cloud }) => {
        cloud.faults.hollow = (role) => role === "data";
      },
      /could not be attached/,
    ],
    [
      "a recovery server that is gone in the middle",
      "recovery",
      ({ recovery }) => {
        recovery.says.before = (what) => {
          if (what.startsWith("start")) throw new DomainError("unreachable", "the connection is gone");
        };
      },
      /the connection is gone/,
    ],
    [
      "a check that could not be done",
      "checks",
      ({ recovery }) => {
        recovery.says.check = () => {
          throw new DomainError("failed", "no such tool");
        };
      },
      /could not be done: no such tool/,
    ],
    [
      "another collation library",
      "checks",
      ({ recovery }) => {
        recovery.says.collations = "orders: 2.31, here 2.36";
      },
      /collation library/,
    ],
  ])("%s", async (_what, phase, breaks, reason) => {
    const one = house({ point: looping });
    breaks(one);
    const { report, life } = await runTest(one);
    expect(report).toMatchObject({
      verdict: "inconclusive",
      stoppedIn: phase,
      nothingLeft: true,
      flagged: [],
    });
    expect(report.reasons.join("; ")).toMatch(reason);
    expect(report.headline).toMatch(/^inconclusive, it stopped in .+ not known before$/);
    expect(report.headline).not.toMatch(/success/i);
    expect(report.regraded).toBeUndefined();
    nothingThere(one);
    expect((await life.ports.records.point(point.id))?.evidence.tests).toBeUndefined();
  });

  test("without any point there is nothing to pick", async () => {
    const one = house({ application: { ...tested, application: "billing" } });
    const { report } = await runTest(one, { application: "billing" });
    expect(report).toMatchObject({ verdict: "inconclusive", stoppedIn: "pick", phases: [] });
    expect(report.point).toBeUndefined();
  });

  test("how many in a row is counted", async () => {
    const one = house();
    one.cloud.faults.failed = () => true;
    const counts: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const { report, life } = await runTest(one);
      counts.push(report.inconclusiveInRow);
      await life.close();
    }
    expect(counts).toEqual([1, 2, 3]);
  });
});

test("cancelled while the data is read: everything is taken away, and the record says inconclusive", async () => {
  const one = house();
  const life = await live(one);
  const reading = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  one.recovery.says.before = async (what) => {
    if (!what.startsWith("check postgresql")) return;
    reading.resolve();
    await told.promise;
  };
  const id = "r-20261123-104207-cancel";
  await life.engine.start(TEST_RESTORE, id, asked, { lockKey: testLockKey("orders") });
  await reading.promise;
  await life.engine.cancel(id, "enough");
  told.resolve();
  const run = await life.engine.ended(id);
  expect(run).toMatchObject({
    state: "cancelled",
    error: { message: expect.stringMatching(/nothing of the test is left/) },
  });
  expect(await life.ports.tests.get(id)).toMatchObject({
    state: "ended",
    report: {
      verdict: "inconclusive",
      nothingLeft: true,
      reasons: [expect.stringMatching(/cancelled: enough/)],
    },
  });
  nothingThere(one);
});

describe("the stamps on member snapshots", () => {
  const failing = (): RestoreHouse => {
    const one = house();
    one.recovery.says.start = dataSaysNo("invalid checkpoint record");
    return one;
  };

  test("say what a test has shown, so that no point comes back as it was when the store is lost", async () => {
    const one = failing();
    const { report } = await runTest(one);
    const own = one.cloud.stamps.filter((stamp) => stamp["freezeframe:point"] === point.id);
    expect(own).toHaveLength(point.evidence.set.members.length);
    for (const stamp of own)
      expect(stamp).toMatchObject({
        "freezeframe:grade": "",
        "freezeframe:base": "A",
        "freezeframe:test": expect.stringMatching(new RegExp(`^failed \\S+ ${report.runId} recovery$`)),
      });
    const doubted = one.cloud.stamps.filter((stamp) => stamp["freezeframe:doubt"]?.startsWith(point.id));
    expect(new Set(doubted.map((stamp) => stamp["freezeframe:point"]))).toEqual(new Set(report.flagged));
  });

  test("that could not be written are told in the audit, and the test is what it is", async () => {
    const one = failing();
    one.cloud.faults.before = (what) => {
      if (what.startsWith("stamp ")) throw new DomainError("unreachable", "Cinder does not answer");
    };
    const { report, life } = await runTest(one);
    expect(report.verdict).toBe("failed");
    expect((await life.ports.records.point(point.id))?.label.grade).toBeUndefined();
    const rows = life.audit().filter(({ act }) => act === "point.not-stamped");
    expect(rows.map(({ subject }) => subject)).toEqual([point.id, ...report.flagged]);
    expect(rows[0]).toMatchObject({ detail: { roles: ["data", "wal"] } });
  });

  test("are left alone by a test that shows nothing", async () => {
    const one = house();
    one.recovery.says.start = () => {
      throw new DomainError("unreachable", "the recovery server does not answer");
    };
    const { report } = await runTest(one);
    expect([report.verdict, one.cloud.stamps]).toEqual(["inconclusive", []]);
  });
});
