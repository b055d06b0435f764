import { percentile } from "../percentile.ts";
import type { RecoveryPoint } from "../recovery-point.ts";
import type { TestRecord } from "./record.ts";
import type { PhaseTime, Regression, TestPhase, TestReport } from "./report.ts";

/** The phases whose sum is the RTO, in their order. A test has one of `attach` and `boot`. */
export const RTO_PHASES = [
  "volumes",
  "attach",
  "boot",
  "recovery",
  "checks",
] as const satisfies readonly TestPhase[];

/** Of durations, ms. */
export interface Spread {
  readonly of: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly newestMs: number;
}

/** What the tests of one application have come to, and how long its freezes took. */
export interface Statistics {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly inconclusive: number;
  /** When the newest one that passed began, epoch ms. */
  readonly lastPassedAt?: number;
  /** Of those that passed: nothing else has a time to verified data. */
  readonly rto?: Spread;
  readonly phases: readonly ({ readonly phase: TestPhase } & Spread)[];
  /** Freeze windows of its recovery points. */
  readonly freeze?: Spread;
}

/** Of one application's tests, and of its points where freeze times are wanted; in any order. Running tests do not count. */
export function statisticsOf(
  tests: readonly TestRecord[],
  points: readonly RecoveryPoint[] = [],
): Statistics {
  const reports = newestFirst(tests.flatMap(({ report }) => report ?? []));
  const passed = reports.filter(({ verdict }) => verdict === "passed");
  const count = (verdict: TestReport["verdict"]) => reports.filter((one) => one.verdict === verdict).length;
  const rto = spread(passed.flatMap(({ rtoMs }) => rtoMs ?? []));
  const windows = points
    .toSorted((a, b) => b.createdAt - a.createdAt)
    .flatMap(({ evidence }) => evidence.hold?.windowMs ?? []);
  const freeze = spread(windows);
  return {
    tests: reports.length,
    passed: passed.length,
    failed: count("failed"),
    inconclusive: count("inconclusive"),
    ...(passed[0] === undefined ? {} : { lastPassedAt: passed[0].startedAt }),
    ...(rto === undefined ? {} : { rto }),
    phases: RTO_PHASES.flatMap((phase) => {
      const times = spread(passed.flatMap(({ phases }) => phaseMs(phases, phase) ?? []));
      return times === undefined ? [] : [{ phase, ...times }];
    }),
    ...(freeze === undefined ? {} : { freeze }),
  };
}

/** So many tests are held against as many before them. */
const LAST = 10;
/** Of fewer on either side nothing is said. */
const ENOUGH = 5;
const WORSE = 1.4;
/** Less is noise, whatever its share: of a phase of half a second, 40 % are nothing to be told about. */
const AT_LEAST_MS = 1_000;

type Figures = Pick<TestReport, "target" | "startedAt" | "verdict" | "rtoMs" | "phases">;

/**
 * What has become worse: the 95th percentile of the newest ten tests against the ten before them, 40 % or more. Of tests
 * that passed, into the newest one's kind of target: a boot takes longer than an attach, and is no regression of it.
 */
export function regressionsOf(tests: readonly Figures[]): Regression[] {
  const passed = newestFirst(tests.filter(({ verdict }) => verdict === "passed"));
  const alike = passed.filter(({ target }) => target === passed[0]?.target);
  const figures: readonly (readonly [string, (test: Figures) => number | undefined])[] = [
    ["rto", ({ rtoMs }) => rtoMs],
    ...RTO_PHASES.map((phase) => [phase, ({ phases }: Figures) => phaseMs(phases, phase)] as const),
  ];
  return figures.flatMap(([what, figure]) => {
    const values = alike.flatMap((test) => figure(test) ?? []);
    const [now, before] = [values.slice(0, LAST), values.slice(LAST, 2 * LAST)];
    if (now.length < ENOUGH || before.length < ENOUGH) return [];
    const [nowMs, beforeMs] = [percentile(now, 95), percentile(before, 95)];
    const worse = nowMs >= beforeMs * WORSE && nowMs - beforeMs >= AT_LEAST_MS;
    return worse
      ? [{ what, nowMs: Math.round(nowMs), beforeMs: Math.round(beforeMs), tests: now.length }]
      : [];
  });
}

const newestFirst = <T extends { readonly startedAt: number }>(tests: readonly T[]): T[] =>
  tests.toSorted((a, b) => b.startedAt - a.startedAt);

/** What a phase took, ms; undefined: it did not come to that. */
export function phaseMs(phases: readonly PhaseTime[], wanted: TestPhase): number | undefined {
  const parts = phases.filter(({ phase }) => phase === wanted);
  return parts.length === 0 ? undefined : parts.reduce((sum, { ms }) => sum + ms, 0);
}

/** Of values, the newest first. */
function spread(values: readonly number[]): Spread | undefined {
  const [newestMs] = values;
  if (newestMs === undefined) return undefined;
  const at = (percent: number) => Math.round(percentile(values, percent));
  return { of: values.length, p50Ms: at(50), p95Ms: at(95), newestMs };
}
