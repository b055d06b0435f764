import type { TestRecord } from "#domain/restore-test/record.ts";
import type { TestReport } from "#domain/restore-test/report.ts";
import { regressionsOf, statisticsOf } from "#domain/restore-test/statistics.ts";
import type { Application } from "../application.ts";
import { atLeast, type Grade } from "../label.ts";
import type { RecoveryPoint } from "../recovery-point.ts";
import type { AuditedApplication, AuditedTest } from "./report.ts";

/** All that is known of an application, whenever it was. */
export interface Known {
  readonly name: string;
  /** Absent: its manifest was removed. */
  readonly application: Application | undefined;
  readonly points: readonly RecoveryPoint[];
  readonly tests: readonly TestRecord[];
}

export interface Period {
  readonly since: number;
  readonly until: number;
}

/** Pure: what was shown of one application in the period. */
export function auditApplication(
  { name, application, points, tests }: Known,
  period: Period,
): AuditedApplication {
  const within = (at: number) => at >= period.since && at <= period.until;
  const tested = tests.filter(({ startedAt }) => within(startedAt));
  const taken = points.filter(({ createdAt }) => within(createdAt));
  const { rpo, rto, grade } = application?.objectives ?? {};
  const statistics = statisticsOf(tested, taken);
  const untested = whyUntested(application, tests, statistics);
  return {
    application: name,
    protected: application !== undefined,
    objectives: {
      ...(rpo === undefined ? {} : { rpoMs: rpo }),
      ...(rto === undefined ? {} : { rtoMs: rto }),
      ...(grade === undefined ? {} : { grade }),
    },
    points: { taken: byGrade(taken), ...gap(taken, grade, period), ...allOf(points, tests) },
    tests: tested.toSorted((a, b) => b.startedAt - a.startedAt).flatMap(line),
    statistics: { ...statistics, phases: [...statistics.phases] },
    regressions: regressionsOf(tests.flatMap(({ report }) => report ?? [])),
    ...(untested === undefined ? {} : { untested }),
  };
}

function byGrade(points: readonly RecoveryPoint[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { label } of points) {
    const key = label.grade ?? "none";
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** Nothing is known of the time before the first point of an installation; the period's ends count all the same. */
function gap(taken: readonly RecoveryPoint[], wanted: Grade | undefined, { since, until }: Period) {
  const usable = taken.filter(({ label }) => (wanted === undefined ? true : atLeast(label.grade, wanted)));
  if (usable.length === 0) return {};
  const times = [since, ...usable.map(({ createdAt }) => createdAt).sort((a, b) => a - b), until];
  return { longestGapMs: Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at))) };
}

function allOf(points: readonly RecoveryPoint[], tests: readonly TestRecord[]) {
  const newest = points.reduce<RecoveryPoint | undefined>(
    (so, point) => (so === undefined || point.createdAt > so.createdAt ? point : so),
    undefined,
  );
  const conclusive = tests.filter(({ report }) => report !== undefined && report.verdict !== "inconclusive");
  const seen = new Set(conclusive.map(({ report }) => report?.point?.id));
  return {
    known: points.length,
    untested: points.filter(({ id }) => !seen.has(id)).length,
    ...(newest === undefined ? {} : { newest: newestLine(newest) }),
  };
}

const newestLine = ({ id, createdAt, label: { grade, text } }: RecoveryPoint) => ({
  id,
  createdAt,
  text,
  ...(grade === undefined ? {} : { grade }),
});

/** A running test has come to nothing yet. */
const line = ({ requestedBy, report }: TestRecord): AuditedTest[] =>
  report === undefined ? [] : [lineOf(requestedBy, report)];

function lineOf(requestedBy: string, report: TestReport): AuditedTest {
  const { runId, startedAt, verdict, headline, phases, nothingLeft } = report;
  return {
    runId,
    startedAt,
    requestedBy,
    verdict,
    headline,
    phases,
    nothingLeft,
    ...(report.point === undefined ? {} : { point: report.point.id }),
    ...(report.stoppedIn === undefined ? {} : { stoppedIn: report.stoppedIn }),
    ...(report.rtoMs === undefined ? {} : { rtoMs: report.rtoMs }),
    ...(report.dataRpo === undefined ? {} : { dataBeforeCutMs: report.dataRpo.beforeCutMs }),
    ...(report.regraded === undefined ? {} : { regraded: report.regraded.text }),
  };
}

function whyUntested(
  application: Application | undefined,
  tests: readonly TestRecord[],
  { passed, failed, inconclusive }: { passed: number; failed: number; inconclusive: number },
): string | undefined {
  if (passed > 0) return undefined;
  if (failed + inconclusive > 0)
    return `no restore test passed (${failed} failed, ${inconclusive} inconclusive)`;
  if (tests.length > 0) return "no restore test ended in this period";
  if (application !== undefined && application.restoreTest === undefined)
    return "its manifest has no restoreTest";
  return "it was never tested";
}
