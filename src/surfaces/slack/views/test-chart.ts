import { describeDuration } from "#domain/duration.ts";
import { dwarfs } from "#domain/dwarfs.ts";
import type { TestRecord } from "#domain/restore-test/record.ts";
import type { TestPhase, TestReport } from "#domain/restore-test/report.ts";
import { toIso } from "#support/clock.ts";
import type { Drawn } from "./chart-block.ts";
import { isOfRto } from "./test-words.ts";

/** So many tests make a line of which something can be read, and so many fit. */
const FEWEST = 3;
const MOST = 12;

/**
 * How long each phase took, beside the median of the tests before; and, from three measured tests on, the RTO of each against
 * the target, which is told in words where it is far above. None of a test that did not pass: it has no RTO. `tests`: of the
 * application, newest first.
 */
export function testCharts(report: TestReport, tests: readonly TestRecord[]): Drawn[] {
  if (report.rtoMs === undefined) return [];
  const before = reportsBefore(report, tests);
  return [...byPhase(report, before), ...trend(report, before)];
}

/** Of tests that had ended when this one did, newest first. */
export const reportsBefore = (report: TestReport, tests: readonly TestRecord[]): TestReport[] =>
  tests.flatMap(({ id, report: ended }) =>
    ended === undefined || id === report.runId || ended.endedAt > report.endedAt ? [] : [ended],
  );

function byPhase(report: TestReport, before: readonly TestReport[]): Drawn[] {
  const phases = report.phases.filter(({ phase }) => isOfRto(phase));
  if (phases.length === 0) return [];
  const usual = phases.map(({ phase }) => medianOf(phase, before));
  const known = usual.filter((ms) => ms !== undefined);
  const scale = scaleOf(Math.max(...phases.map(({ ms }) => ms), ...known));
  const chart: Drawn = {
    kind: "bar",
    title: `RTO ${against(report)}, by phase`,
    unit: scale.unit,
    categories: phases.map(({ phase }) => phase),
    series: [
      { name: "this test", values: phases.map(({ ms }) => scale.of(ms)) },
      ...(known.length === usual.length
        ? [{ name: "median before", values: known.map((ms) => scale.of(ms)) }]
        : []),
    ],
  };
  return [chart];
}

const against = ({ rtoMs = 0, objectiveRtoMs }: TestReport): string =>
  objectiveRtoMs === undefined
    ? describeDuration(rtoMs)
    : `${describeDuration(rtoMs)} of ${describeDuration(objectiveRtoMs)}`;

function medianOf(phase: TestPhase, before: readonly TestReport[]): number | undefined {
  const sorted = before
    .slice(0, MOST)
    .flatMap(({ phases }) => phases.filter((one) => one.phase === phase).map(({ ms }) => ms))
    .toSorted((a, b) => a - b);
  return sorted.length < FEWEST ? undefined : sorted[Math.floor((sorted.length - 1) / 2)];
}

function trend(report: TestReport, before: readonly TestReport[]): Drawn[] {
  const measured = [report, ...before]
    .slice(0, MOST)
    .flatMap(({ rtoMs, startedAt }) => (rtoMs === undefined ? [] : [{ rtoMs, startedAt }]))
    .reverse();
  if (measured.length < FEWEST) return [];
  const highest = Math.max(...measured.map(({ rtoMs }) => rtoMs));
  const target = report.objectiveRtoMs ?? 0;
  const drawn = target > 0 && !dwarfs(target, highest);
  const scale = scaleOf(drawn ? Math.max(highest, target) : highest);
  const chart: Drawn = {
    // Without the line of a target a line chart's axis begins where it likes, and noise looks dramatic.
    kind: drawn ? "line" : "bar",
    title: `RTO of the last ${measured.length} passed tests${target === 0 ? "" : `, target ${describeDuration(target)}`}`,
    unit: scale.unit,
    categories: momentsOf(measured.map(({ startedAt }) => startedAt)),
    series: [
      { name: "RTO", values: measured.map(({ rtoMs }) => scale.of(rtoMs)) },
      ...(drawn ? [{ name: "target", values: measured.map(() => scale.of(target)) }] : []),
    ],
  };
  return [chart];
}

/** `23 Nov`, or `05:00 UTC` where all are of one day: a chart has one text for all readers. */
function momentsOf(all: readonly number[]): string[] {
  const days = all.map((at) => {
    const [month = "", day = ""] = toIso(at).slice(5, 10).split("-");
    return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month}`;
  });
  return new Set(days).size > 1 ? days : all.map((at) => `${toIso(at).slice(11, 16)} UTC`);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The unit in which the largest value is read best, one digit after the point. */
function scaleOf(most: number): { unit: string; of: (ms: number) => number } {
  const [unit, ms] =
    most < 120_000
      ? (["seconds", 1_000] as const)
      : most < 7_200_000
        ? (["minutes", 60_000] as const)
        : (["hours", 3_600_000] as const);
  return { unit, of: (value) => Math.round((value / ms) * 10) / 10 };
}
