import type { RestorePhases } from "#domain/restore/report.ts";
import { TestRecord } from "#domain/restore-test/record.ts";
import { TestReport } from "#domain/restore-test/report.ts";
import type { RunView } from "#engine/port.ts";
import type { RestorePhase } from "#surfaces/slack/views/restore-phase.ts";
import { recordOf, reports, stuckThings } from "./restores.ts";
import { NOW, POINT, run } from "./sample.ts";

/** Restore tests of the sample's application, in every state that people may see. */

const MINUTE = 60_000;
const WEEK = 7 * 86_400_000;
const BEGAN = NOW - 5 * MINUTE;
export const TEST = "test-restore:orders-db:2026-11-23T10:37:00Z";
export const NEXT = NOW + 6 * 86_400_000;

const point = {
  id: POINT,
  takenAt: BEGAN - 2.1 * 3_600_000,
  grade: "A" as const,
  label: "application-consistent (verified freeze)",
  why: "the newest",
};

/** The restore of a test: everything is gone again when it is told. */
const restoreOf = (report: TestReport["restore"]): TestReport["restore"] =>
  report && { ...report, runId: TEST, volumes: [], left: [], state: "torn down", approvedBy: [] };

const passed = TestReport.parse({
  runId: TEST,
  application: "orders-db",
  cloud: "prod",
  verdict: "passed",
  headline: `passed: orders-db from ${POINT}, data verified in 3.1 min`,
  reasons: [],
  point,
  target: "server",
  startedAt: BEGAN,
  endedAt: NOW - 20_000,
  phases: [
    { phase: "plan", ms: 3_100 },
    { phase: "volumes", ms: 41_000 },
    { phase: "attach", ms: 27_000 },
    { phase: "recovery", ms: 27_000 },
    { phase: "checks", ms: 89_000 },
    { phase: "clean-up", ms: 34_000 },
  ],
  rtoMs: 184_000,
  objectiveRtoMs: 15 * MINUTE,
  dataRpo: {
    by: "freshness",
    asOf: point.takenAt - 41_000,
    beforeCutMs: 41_000,
    lostMs: 2.1 * 3_600_000 + 41_000,
    objectiveMs: 4 * 3_600_000,
  },
  canary: "not run",
  restore: restoreOf(reports.verified),
  nothingLeft: true,
  cleanUpMs: 34_000,
  flagged: [],
  regressions: [],
  inconclusiveInRow: 0,
});

const without = (...phases: (keyof RestorePhases)[]): RestorePhases =>
  Object.fromEntries(
    Object.entries(reports.verified.phases).filter(([name]) => !phases.some((one) => one === name)),
  );

const failedInChecks = TestReport.parse({
  ...passed,
  verdict: "failed",
  headline: `failed in checks: orders-db from ${POINT}`,
  reasons: [
    "PostgreSQL: every row: invalid page in block 7 of relation orders",
    "every disk was there, proved and readable: it is the data",
  ],
  stoppedIn: "checks",
  rtoMs: undefined,
  dataRpo: undefined,
  restore: restoreOf(reports["check-failed"]),
  regraded: { point: POINT, from: "A", text: "failed its restore test (checks): was grade A" },
  flagged: ["orders-db-20261123-054203-11d0", "orders-db-20261123-014203-77ab"],
});

const inconclusive = {
  verdict: "inconclusive",
  rtoMs: undefined,
  dataRpo: undefined,
  canary: "not run",
  flagged: [],
  inconclusiveInRow: 1,
} as const;

/** How a test can end that has a report. */
export const testReports = {
  passed,
  "passed-booted": TestReport.parse({
    ...passed,
    target: "boot",
    phases: [
      { phase: "volumes", ms: 41_000 },
      { phase: "boot", ms: 131_000 },
      { phase: "recovery", ms: 9_000 },
      { phase: "checks", ms: 44_000 },
      { phase: "clean-up", ms: 34_000 },
    ],
    rtoMs: 225_000,
    restore: restoreOf(reports.booted),
    dataRpo: { by: "canary", asOf: point.takenAt - 400, beforeCutMs: 400 },
    canary: "no tear found (would see ≥ 0.4 s)",
    point: { ...point, why: "drawn by lot among 14" },
  }),
  "passed-after-a-failure": TestReport.parse({
    ...passed,
    dataRpo: undefined,
    regraded: {
      point: POINT,
      to: "A",
      text: "application-consistent (verified freeze), tested",
    },
  }),
  "passed-objectives-missed": TestReport.parse({
    ...passed,
    rtoMs: 22 * MINUTE,
    phases: passed.phases.map((one) => (one.phase === "checks" ? { ...one, ms: 20.3 * MINUTE } : one)),
    dataRpo: { ...passed.dataRpo, lostMs: 5.2 * 3_600_000 },
  }),
  regression: TestReport.parse({
    ...passed,
    rtoMs: 372_000,
    phases: passed.phases.map((one) => (one.phase === "recovery" ? { ...one, ms: 215_000 } : one)),
    regressions: [
      { what: "rto", nowMs: 366_000, beforeMs: 201_000, tests: 10 },
      { what: "recovery", nowMs: 214_000, beforeMs: 31_000, tests: 10 },
    ],
  }),
  "failed-checks": failedInChecks,
  "failed-recovery": TestReport.parse({
    ...failedInChecks,
    headline: `failed in recovery: orders-db from ${POINT}`,
    reasons: [
      "PostgreSQL did not start: could not locate a valid checkpoint record",
      "every disk was there, proved and readable: it is the data",
    ],
    stoppedIn: "recovery",
    phases: passed.phases.filter(({ phase }) => phase !== "checks"),
    databaseLog: [
      "2026-11-23 10:40:31.118 UTC [811] LOG:  database system was interrupted; last known up at 2026-11-23 08:31:07 UTC",
      "2026-11-23 10:40:31.402 UTC [811] LOG:  invalid checkpoint record",
      "2026-11-23 10:40:31.402 UTC [811] PANIC:  could not locate a valid checkpoint record at 2/A1000060",
      "2026-11-23 10:40:31.733 UTC [808] LOG:  startup process (PID 811) was terminated by signal 6: Aborted",
    ],
    restore: restoreOf(reports["database-failed"]),
    regraded: { point: POINT, from: "A", text: "failed its restore test (recovery): was grade A" },
    flagged: ["orders-db-20261123-054203-11d0"],
  }),
  "failed-torn": TestReport.parse({
    ...failedInChecks,
    point: { ...point, grade: "C", label: "atomic as declared by the operator, crash-consistent" },
    canary: "torn (0.9–1.3 s)",
    regraded: { point: POINT, from: "C", to: "D", text: "non-atomic: the write-order canary is torn" },
    flagged: [],
  }),
  "inconclusive-no-room": TestReport.parse({
    ...passed,
    ...inconclusive,
    headline: "inconclusive: no room for it",
    reasons: [
      "quota gigabytes: 940 of 1000 are used; the test needs 240, and the next snapshot of orders-db 240 beside it",
    ],
    stoppedIn: "plan",
    phases: [{ phase: "plan", ms: 2_100 }],
    restore: undefined,
    cleanUpMs: undefined,
  }),
  "inconclusive-attach": TestReport.parse({
    ...passed,
    ...inconclusive,
    headline: "inconclusive: attaching",
    reasons: ["attaching: Nova refused wal: No more PCI slots (HTTP 409)"],
    stoppedIn: "attach",
    phases: [
      { phase: "plan", ms: 3_100 },
      { phase: "volumes", ms: 41_000 },
      { phase: "attach", ms: 12_000 },
    ],
    restore: restoreOf({
      ...reports["create-failed"],
      phases: without("attached", "databaseRecovered", "dataVerified"),
    }),
    inconclusiveInRow: 2,
  }),
  "inconclusive-checks": TestReport.parse({
    ...passed,
    ...inconclusive,
    headline: "inconclusive: a check could not be done",
    reasons: ["PostgreSQL: SELECT count(*) FROM orders: the connection to recovery-1 was lost"],
    stoppedIn: "checks",
    restore: restoreOf({
      ...reports["check-failed"],
      checks: reports.verified.checks.map((check) =>
        check.check.includes("SELECT")
          ? { ...check, passed: false, undone: true, text: "the connection to recovery-1 was lost" }
          : check,
      ),
    }),
  }),
  "inconclusive-no-point": TestReport.parse({
    ...passed,
    ...inconclusive,
    headline: "inconclusive: nothing to test",
    reasons: ["orders-db has no recovery point"],
    stoppedIn: "pick",
    point: undefined,
    phases: [],
    restore: undefined,
    cleanUpMs: undefined,
  }),
  "left-behind": TestReport.parse({
    ...passed,
    nothingLeft: false,
    restore: { ...reports["left-behind"], left: stuckThings },
  }),
} satisfies Record<string, TestReport>;

/** Weekly tests before this one, newest first. */
export const testsBefore = (many: number): TestRecord[] =>
  Array.from({ length: many }, (_, index) => {
    const wobble = ((index * 37) % 11) - 5;
    const startedAt = BEGAN - (index + 1) * WEEK;
    return TestRecord.parse({
      id: `test-restore:orders-db:${index}`,
      application: "orders-db",
      requestedBy: "schedule",
      startedAt,
      state: "ended",
      report: {
        ...passed,
        runId: `test-restore:orders-db:${index}`,
        startedAt,
        endedAt: startedAt + 4 * MINUTE,
        phases: passed.phases.map((one) => ({ ...one, ms: one.ms + wobble * 800 })),
        rtoMs: 184_000 + wobble * 4_000,
      },
    });
  });

export const testRun = (change: Partial<RunView> = {}): RunView =>
  run({
    id: TEST,
    workflow: "test-restore@1",
    input: { application: "orders-db", requestedBy: "schedule" },
    lockKey: "test orders-db",
    createdAt: BEGAN,
    ...change,
  });

export const testRestore = recordOf({ id: TEST, state: "running", report: undefined, startedAt: BEGAN });

const created: RestorePhase = { phase: "creating", done: 3, of: 3 };
const attached: RestorePhase = { phase: "attaching", done: 3, of: 3 };
const recovering: RestorePhase = { phase: "recovering", what: "checking: PostgreSQL: every row" };

/** What a test may have been heard to do. */
export const heardOfTest = {
  picking: [{ phase: "waiting" }, { phase: "picking" }],
  planning: [{ phase: "waiting" }, { phase: "picking" }, { phase: "planning" }],
  creating: [{ phase: "planning" }, { phase: "creating", done: 2, of: 3 }],
  recovering: [{ phase: "planning" }, created, attached, recovering],
  "tearing-down": [{ phase: "planning" }, created, attached, recovering, { phase: "tearing down" }],
  "tearing-down-early": [{ phase: "planning" }, created, { phase: "tearing down" }],
} satisfies Record<string, RestorePhase[]>;
