import { expect, test } from "vitest";
import type { Application } from "#domain/application.ts";
import { DomainError } from "#domain/errors.ts";
import { labelOf } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { TestReport } from "#domain/restore-test/report.ts";
import { TEST_RESTORE } from "#workflows/names.ts";
import { ID, readBack, runOf } from "../../domain/canary/simulated-cut.ts";
import { unfrozen, whole } from "../../domain/observed.ts";
import { point, pointWith } from "../../domain/restore/restorable.ts";
import { application, live, openHouse } from "./restore-house.ts";

const writer = { volumes: 2, everyMs: 150, writeMs: 10 };
const roles = ["data", "wal"];
const canary = {
  ...runOf(writer),
  writers: runOf(writer).writers.map((one) => ({ ...one, roles })),
};
const readings = (cuts: readonly number[]) =>
  readBack(writer, cuts).map((one, at) => ({ ...one, role: roles[at] ?? "" }));

const tested: Application = {
  ...application,
  objectives: { ...application.objectives, grade: "C" },
  restoreTest: {
    pick: "latest",
    target: { kind: "server", name: "recovery-1" },
    checks: [{ kind: "postgresql", sql: "select count(*) from orders", atLeast: 1 }],
  },
};

async function testOf(of: RecoveryPoint, cuts: readonly number[] | (() => never) | undefined) {
  const house = openHouse({ application: tested, point: of });
  if (cuts !== undefined)
    house.recovery.says.canary = typeof cuts === "function" ? cuts : () => readings(cuts);
  const life = await live(house);
  const run = await life.run(
    TEST_RESTORE,
    { application: "orders", requestedBy: "U0OPS" },
    "r-20261123-104207-9",
  );
  if (run.error !== undefined) throw new Error(run.error.message);
  const report = TestReport.parse(run.result);
  return { report, heard: house.recovery.heard, kept: await life.ports.records.point(of.id) };
}

const atomic = pointWith({ ...unfrozen, canary });

test("a torn canary takes the C away, though the data passed, and dates the data", async () => {
  const { report, heard, kept } = await testOf(atomic, [4_000, 3_000]);
  expect(heard.join("; ")).toMatch(/mount .*; read canary .*; start /);
  expect(report).toMatchObject({
    verdict: "passed",
    canary: expect.stringMatching(/^torn \(0\.\d–1\.\d s\)$/),
    dataRpo: { by: "canary" },
    regraded: { from: "C", to: "D" },
  });
  expect(kept?.label.grade).toBe("D");
  expect(kept?.evidence).toMatchObject({ canaryTorn: true, canary: { id: ID } });
});

test("a canary that is not torn changes no grade, and claims nothing", async () => {
  const { report, kept } = await testOf(atomic, [3_000, 3_000]);
  expect(report.canary).toBe("no tear found (would see >= 0.4 s)");
  expect(kept?.label.grade).toBe("C");
  expect(kept?.evidence.canaryTorn).toBeUndefined();
});

test("on a frozen point it speaks of the freeze alone", async () => {
  const frozen = pointWith({ ...whole, canary });
  const { report, kept } = await testOf(frozen, [3_000, 3_000]);
  expect(report.canary).toContain("the freeze covered these volumes, which says nothing about the back end");
  expect(kept?.label.grade).toBe(labelOf(frozen.evidence).grade);
});

test("a recovery kit that knows no canary is no trouble: not run", async () => {
  const { report } = await testOf(atomic, undefined);
  expect(report).toMatchObject({
    verdict: "passed",
    canary: "not run (the restored volumes were not asked)",
  });
});

test("an answer that makes no sense is no trouble for the data either", async () => {
  const { report } = await testOf(atomic, () => {
    throw new DomainError("failed", "recovery-1: the recovery server's answer CANARY lacks or garbles steps");
  });
  expect(report).toMatchObject({
    verdict: "passed",
    canary: "not run (the restored volumes were not asked)",
  });
});

test("a point without one is not asked for one", async () => {
  const { report, heard } = await testOf(point, undefined);
  expect(report.canary).toBe("not run");
  expect(heard.filter((what) => what.startsWith("read canary"))).toEqual([]);
});
