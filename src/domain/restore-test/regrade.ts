import type { DriverEvidence, Evidence, TestEvidence } from "../evidence.ts";
import { type Label, labelOf, labelWithoutTests } from "../label.ts";
import type { RecoveryPoint } from "../recovery-point.ts";
import type { Regraded } from "./report.ts";
import type { Judged } from "./verdict.ts";

/** What a test has shown of its point, and of the others. */
export interface Shown {
  readonly judged: Judged;
  readonly point: RecoveryPoint;
  /** The application's, newest first. */
  readonly points: readonly RecoveryPoint[];
  readonly runId: string;
  readonly at: number;
  /** The canary on the restored volumes was torn; undefined: nothing was told of one. */
  readonly torn?: boolean | undefined;
}

export interface Changes {
  /** As they are to be kept; only those that change. */
  readonly points: readonly RecoveryPoint[];
  /** Of the tested point, when its label says something else now. */
  readonly regraded?: Regraded;
  readonly flagged: readonly string[];
}

/** So many of the newest points are told of a failed one: those that somebody may still want to restore. */
const FLAGGED_AT_MOST = 200;

/**
 * Pure. A verdict becomes part of the evidence, and the label follows from that. A failed test flags the points that were made
 * the same way and of which no test has come to a verdict; a passed one takes away what this point had brought on others.
 */
export function regrade(shown: Shown): Changes {
  const { point, points, judged } = shown;
  const tested = labelled(point, evidenceAfter(shown));
  const others = points.filter(({ id }) => id !== point.id);
  const changed =
    judged.verdict === "failed"
      ? siblingsOf(point, others).map((one) => flag(one, shown))
      : judged.verdict === "passed"
        ? others.filter(({ evidence }) => evidence.siblingFailed?.point === point.id).map(unflag)
        : [];
  const same = tested.label.text === point.label.text && tested.label.grade === point.label.grade;
  const regraded = same ? undefined : regradedOf(point.id, point.label, tested.label);
  return {
    points: judged.verdict === "inconclusive" && shown.torn !== true ? [] : [tested, ...changed],
    ...(regraded === undefined ? {} : { regraded }),
    flagged: judged.verdict === "failed" ? changed.map(({ id }) => id) : [],
  };
}

function evidenceAfter({ point, judged, runId, at, torn }: Shown): Evidence {
  const { tests, siblingFailed, ...rest } = point.evidence;
  const seen = torn === true ? { ...rest, canaryTorn: true } : rest;
  const kept = { ...(tests === undefined ? {} : { tests }), ...(siblingFailed && { siblingFailed }) };
  switch (judged.verdict) {
    case "inconclusive":
      return { ...seen, ...kept };
    case "failed":
      return { ...seen, ...(siblingFailed && { siblingFailed }), tests: failedTest(judged, runId, at) };
    case "passed":
      return { ...seen, tests: passedTest(tests, runId, at) };
  }
}

function failedTest({ stoppedIn, reasons }: Judged, runId: string, at: number): TestEvidence {
  const phase = stoppedIn === "recovery" || stoppedIn === "checks" ? { phase: stoppedIn } : {};
  return { verdict: "failed", runId, at, ...phase, text: reasons.join("; ") };
}

function passedTest(before: TestEvidence | undefined, runId: string, at: number): TestEvidence {
  const failed = before?.verdict === "failed" ? { runId: before.runId, at: before.at } : before?.failedBefore;
  const text = "every check of the restored data passed";
  return { verdict: "passed", runId, at, text, ...(failed === undefined ? {} : { failedBefore: failed }) };
}

const siblingsOf = (point: RecoveryPoint, others: readonly RecoveryPoint[]): RecoveryPoint[] =>
  others
    .filter((other) => other.evidence.tests === undefined && madeTheSameWay(point, other))
    .slice(0, FLAGGED_AT_MOST);

/** Same application, grade as it was before any test, policy, servers and recipes of the hold, and driver's verdict. */
export function madeTheSameWay(a: RecoveryPoint, b: RecoveryPoint): boolean {
  if (a.application !== b.application) return false;
  return wayOf(a.evidence) === wayOf(b.evidence);
}

const wayOf = (evidence: Evidence): string =>
  JSON.stringify([
    labelWithoutTests(evidence).grade ?? null,
    evidence.policy,
    (evidence.hold?.servers ?? []).map(({ server, acts }) => [server, acts.map(actName).sort()]).sort(),
    driverName(evidence.backend.driver),
  ]);

const actName = (act: { readonly kind: string; readonly cluster?: string; readonly name?: string }): string =>
  `${act.kind} ${act.cluster ?? act.name ?? ""}`;

const driverName = (driver: DriverEvidence | undefined): string =>
  driver === undefined ? "unknown" : `${driver.driver ?? ""} ${driver.verdict}`;

const flag = (one: RecoveryPoint, { point, runId, at }: Shown): RecoveryPoint =>
  labelled(one, { ...one.evidence, siblingFailed: { point: point.id, runId, at } });

function unflag(one: RecoveryPoint): RecoveryPoint {
  const { siblingFailed: _, ...evidence } = one.evidence;
  return labelled(one, evidence);
}

const labelled = (point: RecoveryPoint, evidence: Evidence): RecoveryPoint => ({
  ...point,
  evidence,
  label: labelOf(evidence),
});

const regradedOf = (point: string, from: Label, to: Label): Regraded => ({
  point,
  ...(from.grade === undefined ? {} : { from: from.grade }),
  ...(to.grade === undefined ? {} : { to: to.grade }),
  text: to.text,
});
