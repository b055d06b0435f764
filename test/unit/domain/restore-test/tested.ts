import type { TestRecord } from "#domain/restore-test/record.ts";
import type { TestReport } from "#domain/restore-test/report.ts";

export const DAY = 86_400_000;
export const began = Date.UTC(2026, 10, 22, 5, 0, 0);

/** A test that passed in `rtoMs`, most of it in recovery. */
export const tested = (startedAt: number, rtoMs: number, change: Partial<TestReport> = {}): TestReport => ({
  runId: `t-${startedAt}`,
  application: "orders",
  cloud: "prod",
  verdict: "passed",
  headline: `passed in ${rtoMs} ms`,
  reasons: [],
  point: { id: "p-1", takenAt: startedAt - DAY, grade: "A", label: "application-consistent", why: "latest" },
  target: "server",
  startedAt,
  endedAt: startedAt + rtoMs + 30_000,
  phases: [
    { phase: "plan", ms: 1_000 },
    { phase: "volumes", ms: 20_000 },
    { phase: "attach", ms: 10_000 },
    { phase: "recovery", ms: rtoMs - 40_000 },
    { phase: "checks", ms: 10_000 },
    { phase: "clean-up", ms: 30_000 },
  ],
  rtoMs,
  canary: "not run",
  nothingLeft: true,
  flagged: [],
  regressions: [],
  inconclusiveInRow: 0,
  ...change,
});

/** One that came to another end: no time to verified data. */
export const without = (startedAt: number, verdict: "failed" | "inconclusive"): TestReport => {
  const { rtoMs: _none, ...rest } = tested(startedAt, 100_000, {
    verdict,
    headline: `${verdict} in recovery`,
  });
  return { ...rest, stoppedIn: "recovery" };
};

export const kept = (report: TestReport): TestRecord => ({
  id: report.runId,
  application: report.application,
  requestedBy: "schedule",
  startedAt: report.startedAt,
  state: "ended",
  report,
});
