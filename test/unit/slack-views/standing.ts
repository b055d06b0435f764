import type { ApplicationStatus, PointLine, TestLine } from "#domain/application-status.ts";
import { NOW } from "./sample.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const point = (grade: PointLine["grade"], text: string, ageMs: number): PointLine => ({
  id: `p-${grade}-${ageMs}`,
  grade,
  text,
  createdAt: NOW - ageMs,
});

const a = (ageMs: number): PointLine => point("A", "application-consistent (verified freeze)", ageMs);

const goodTest: TestLine = {
  runId: "test-restore:mail:2026-11-21T05:00:00Z",
  verdict: "passed",
  startedAt: NOW - 2 * DAY,
  endedAt: NOW - 2 * DAY + 4 * MINUTE,
  text: "passed: mail from mail-20261121-040007-9c1e, data verified in 3.1 min, within its objective of 15 min",
  point: "mail-20261121-040007-9c1e",
  rtoMs: 3.1 * MINUTE,
};

const status = (application: string, change: Partial<ApplicationStatus>): ApplicationStatus => ({
  application,
  runs: [],
  newest: undefined,
  usable: undefined,
  wanted: "A",
  rpoMs: 4 * HOUR,
  paused: undefined,
  channel: "C0123456789",
  lastTest: undefined,
  lastGoodTest: undefined,
  tested: undefined,
  rtoMs: undefined,
  lastRtoMs: undefined,
  nextSnapshot: undefined,
  nextTest: undefined,
  incidents: [],
  ...change,
});

/** Applications in every state that matters to whoever looks. */
export const standing = {
  fine: status("orders-db", { newest: a(2.5 * HOUR), usable: a(2.5 * HOUR) }),
  running: status("billing", {
    newest: a(0.4 * HOUR),
    usable: a(0.4 * HOUR),
    runs: [
      {
        runId: "r-20261123-104158-02be",
        workflow: "snapshot-application@1",
        state: "running",
        since: NOW - 14_000,
        requestedBy: "U0KIM2345",
        phase: "frozen",
      },
      {
        runId: "r-20261123-104203-7f3a",
        workflow: "snapshot-application@1",
        state: "queued",
        since: NOW - 9_000,
        requestedBy: undefined,
        phase: undefined,
      },
    ],
  }),
  missed: status("shop", { newest: a(6.3 * HOUR), usable: a(6.3 * HOUR) }),
  notCounting: status("ledger", {
    newest: point("D", "non-atomic: per-volume snapshots, taken at most 3.1 s apart", 0.3 * HOUR),
    usable: a(9 * HOUR),
  }),
  noneCounts: status("search", {
    newest: point("E", "complete, atomicity unknown: the driver behind the pool is not known", 0.3 * HOUR),
  }),
  paused: status("wiki", {
    newest: a(HOUR),
    usable: a(HOUR),
    paused: {
      application: "wiki",
      until: NOW + 2 * HOUR,
      reason: "disk swap on cinder-3",
      by: "U0KIM2345",
      at: NOW - HOUR,
    },
  }),
  noObjectives: status("sandbox", {
    wanted: undefined,
    rpoMs: undefined,
    newest: point("C", "atomic, crash-consistent", 30 * HOUR),
    usable: point("C", "atomic, crash-consistent", 30 * HOUR),
  }),
  tested: status("mail", {
    newest: a(1.2 * HOUR),
    usable: a(1.2 * HOUR),
    ...{ rtoMs: 15 * MINUTE, lastRtoMs: 3.1 * MINUTE, lastTest: goodTest, lastGoodTest: goodTest },
    tested: { id: "mail-20261121-040007-9c1e", createdAt: NOW - 2.2 * DAY, testedAt: NOW - 2 * DAY },
    ...{ nextSnapshot: NOW + 0.8 * HOUR, nextTest: NOW + 5 * DAY },
  }),
  testFailed: status("crm", {
    newest: point("B", "filesystem-consistent (verified freeze)", 1.4 * HOUR),
    usable: a(3.4 * HOUR),
    ...{ rtoMs: 15 * MINUTE, lastRtoMs: 22 * MINUTE, lastGoodTest: goodTest },
    lastTest: {
      ...goodTest,
      ...{ verdict: "failed", endedAt: NOW - 3 * HOUR, rtoMs: undefined },
      text: "FAILED in recovery: crm from crm-20261121-040007-9c1e; PostgreSQL did not start: could not locate a valid checkpoint record",
    },
    ...{ nextSnapshot: NOW + 0.6 * HOUR, nextTest: NOW + 5 * DAY },
  }),
  testInconclusive: status("erp", {
    newest: a(0.5 * HOUR),
    usable: a(0.5 * HOUR),
    rtoMs: 15 * MINUTE,
    lastTest: {
      ...goodTest,
      ...{ verdict: "inconclusive", endedAt: NOW - 3 * HOUR, rtoMs: undefined },
      text: "inconclusive, it stopped in plan: erp from erp-20261121-040007-9c1e; quota gigabytes: 940 of 1000 are used. Nothing is known of the point that was not known before",
    },
    nextTest: NOW + 5 * DAY,
  }),
  incident: status("shop-eu", {
    newest: a(7 * HOUR),
    usable: a(7 * HOUR),
    incidents: [
      {
        id: "rpo:shop-eu:2026-11-23T07:42:12Z",
        kind: "rpo",
        application: "shop-eu",
        openedAt: NOW - 3 * HOUR,
        text: "RPO 4 h is missed: the newest recovery point of grade A or better is of 2026-11-23 03:42 UTC (shop-eu-20261123-034212-7f3a); the last scheduled run failed",
        next: "freezeframe doctor shop-eu",
        snoozed: { until: NOW + HOUR, by: "U0KIM2345", at: NOW - HOUR },
      },
    ],
    nextSnapshot: NOW + 1.3 * HOUR,
  }),
  never: status("fresh", { wanted: undefined, rpoMs: undefined }),
} satisfies Record<string, ApplicationStatus>;
