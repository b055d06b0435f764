import type { ApplicationStatus, PointLine } from "#domain/application-status.ts";
import { NOW } from "./sample.ts";

const HOUR = 3_600_000;

const point = (grade: PointLine["grade"], text: string, ageMs: number): PointLine => ({
  id: `p-${grade}-${ageMs}`,
  grade,
  text,
  createdAt: NOW - ageMs,
});

const a = (ageMs: number): PointLine => point("A", "application-consistent (verified freeze)", ageMs);

const status = (application: string, change: Partial<ApplicationStatus>): ApplicationStatus => ({
  application,
  runs: [],
  newest: undefined,
  usable: undefined,
  wanted: "A",
  rpoMs: 4 * HOUR,
  paused: undefined,
  channel: "C0123456789",
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
  never: status("fresh", { wanted: undefined, rpoMs: undefined }),
} satisfies Record<string, ApplicationStatus>;
