import type { CanaryFinding } from "#domain/canary/judge.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { RestoreReport } from "#domain/restore/report.ts";
import { dataRpo } from "#domain/restore-test/data-rpo.ts";
import { testHeadline } from "#domain/restore-test/headline.ts";
import { inconclusiveInRow } from "#domain/restore-test/inconclusive-in-row.ts";
import { phaseTimes } from "#domain/restore-test/phase-times.ts";
import type { TestRecord } from "#domain/restore-test/record.ts";
import { type Changes, regrade, type Shown } from "#domain/restore-test/regrade.ts";
import type { TestReport } from "#domain/restore-test/report.ts";
import { regressionsOf } from "#domain/restore-test/statistics.ts";
import { type Judged, judge, type Tried } from "#domain/restore-test/verdict.ts";
import { canaryOfTest } from "./canary-of-test.ts";
import type { Chosen, Wanted } from "./pick-for-test.ts";
import { stampAgain } from "./stamp-again.ts";
import type { TestPorts } from "./test-ports.ts";

/** What a test has come to, before anything is concluded from it. */
export interface Tested {
  readonly record: TestRecord;
  readonly wanted: Wanted;
  /** Absent: it did not come to that. */
  readonly chosen?: Chosen | undefined;
  readonly tried: Tried;
  readonly restore?: RestoreReport | undefined;
  readonly cleanUp?: { readonly ms: number; readonly nothingLeft: boolean } | undefined;
}

/** So many of the newest points may be flagged, or freed of a flag: reading all that ever were would hold up a heartbeat. */
const POINTS_LOOKED_AT = 500;
/** So many earlier tests are looked at for what has become worse. */
const LOOKED_AT = 50;

/**
 * Judges, measures, and keeps what follows: the test's end, the labels that it changes and their audit rows, in one commit.
 * Ran twice: the second returns what the first has kept. Then the stamps of the points that it changed are written anew.
 */
export async function concludeTest(
  tested: Tested,
  ports: TestPorts,
  signal: AbortSignal,
): Promise<TestReport> {
  const { record, wanted } = tested;
  const known = await ports.tests.get(record.id);
  if (known?.report !== undefined) {
    await stampAgain(await changedBy(known.report, ports), record.id, ports, signal);
    return known.report;
  }
  const endedAt = ports.clock.now();
  const judged = judge(tested.tried);
  const seen = await pointsOf(tested, ports);
  const canary = canaryOfTest(seen?.point, tested.restore);
  const torn = canary.result === "torn";
  const changes = seen && regrade({ judged, ...seen, runId: record.id, at: endedAt, torn });
  const earlier = (await ports.tests.newest(wanted.application, LOOKED_AT)).filter(
    ({ id, report }) => id !== record.id && report !== undefined,
  );
  const report = reportOf(tested, judged, changes, { endedAt, earlier, canary });
  await ports.tests.end({ ...record, state: "ended", report }, changes?.points ?? []);
  await stampAgain(changes?.points ?? [], record.id, ports, signal);
  return report;
}

/** Those that lost something: it is they that must not come back as they were. */
async function changedBy(
  { regraded, flagged }: TestReport,
  { records }: TestPorts,
): Promise<RecoveryPoint[]> {
  const ids = [...(regraded === undefined ? [] : [regraded.point]), ...flagged];
  return (await Promise.all(ids.map((id) => records.point(id)))).filter((point) => point !== undefined);
}

/** The tested point as it is kept now, among the application's. */
async function pointsOf(
  { record, chosen }: Tested,
  { records }: TestPorts,
): Promise<Pick<Shown, "point" | "points"> | undefined> {
  if (chosen === undefined || "none" in chosen) return undefined;
  const point = await records.point(chosen.point.id);
  return point && { point, points: await records.points(record.application, POINTS_LOOKED_AT) };
}

interface Measured {
  readonly endedAt: number;
  readonly earlier: readonly TestRecord[];
  readonly canary: CanaryFinding;
}

function reportOf(
  { record, wanted, chosen, restore, cleanUp }: Tested,
  judged: Judged,
  changes: Changes | undefined,
  { endedAt, earlier, canary }: Measured,
): TestReport {
  const { application, cloud, target, rtoMs: objectiveRtoMs } = wanted;
  const picked = chosen === undefined || "none" in chosen ? undefined : chosen;
  const rtoMs = judged.verdict === "passed" ? restore?.rtoMs : undefined;
  // Data that was found wrong tells no time either.
  const age =
    judged.verdict === "passed" &&
    picked &&
    restore &&
    agedOf(picked, { ...restore, startedAt: record.startedAt }, wanted.rpoMs, canary);
  const { stoppedIn, verdict } = judged;
  const report = {
    runId: record.id,
    application,
    cloud,
    verdict,
    reasons: [...judged.reasons],
    ...(stoppedIn === undefined ? {} : { stoppedIn }),
    ...(picked === undefined ? {} : { point: picked.point }),
    target,
    startedAt: record.startedAt,
    endedAt,
    phases: restore === undefined ? [] : phaseTimes(restore.phases),
    ...(rtoMs === undefined ? {} : { rtoMs }),
    ...(objectiveRtoMs === undefined ? {} : { objectiveRtoMs }),
    ...(age ? { dataRpo: age } : {}),
    ...(restore?.reading?.databaseLog === undefined ? {} : { databaseLog: restore.reading.databaseLog }),
    canary: canary.text,
    ...(restore === undefined ? {} : { restore }),
    nothingLeft: cleanUp?.nothingLeft ?? true,
    ...(cleanUp === undefined ? {} : { cleanUpMs: cleanUp.ms }),
    ...(changes?.regraded === undefined ? {} : { regraded: changes.regraded }),
    flagged: [...(changes?.flagged ?? [])],
    inconclusiveInRow: inconclusiveInRow(verdict, earlier),
  } satisfies Omit<TestReport, "headline" | "regressions">;
  const regressions = regressionsOf([report, ...earlier.flatMap((one) => one.report ?? [])]);
  return { ...report, regressions, headline: testHeadline(report) };
}

const agedOf = (
  { point, newest }: Extract<Chosen, { point: object }>,
  { checks, startedAt }: Pick<RestoreReport, "checks"> & { readonly startedAt: number },
  objectiveMs: number | undefined,
  { asOf: canaryAsOf }: CanaryFinding,
) => dataRpo({ checks, canaryAsOf, cutAt: point.takenAt, startedAt, newest, objectiveMs });
