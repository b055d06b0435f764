import type { Chart } from "../chart.ts";
import { toMinute } from "../minute.ts";
import type { TestRecord } from "./record.ts";
import type { TestReport } from "./report.ts";
import { phaseMs, RTO_PHASES } from "./statistics.ts";

const SHOWN = 12;

/**
 * The newest tests of one application, oldest first: how long each phase took, against the objective. A test that said
 * nothing has an empty column, so that it is seen. Undefined: there is none to show.
 */
export function trendChart(application: string, tests: readonly TestRecord[]): Chart | undefined {
  const reports = tests
    .flatMap(({ report }) => report ?? [])
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .slice(-SHOWN);
  const told = RTO_PHASES.map((phase) => ({
    name: phase,
    values: reports.map((report) =>
      report.verdict === "inconclusive" ? undefined : phaseMs(report.phases, phase),
    ),
  }));
  const series = told.filter(({ values }) => values.some((value) => value !== undefined));
  const newest = reports.at(-1);
  if (newest === undefined || series.length === 0) return undefined;
  return {
    title: `${application}: restore tests`,
    subtitle: "from the start to verified data, by phase; times are UTC",
    kind: "stacked",
    unit: "duration",
    columns: reports.map(column),
    series,
    ...(newest.objectiveRtoMs === undefined
      ? {}
      : { limit: { name: "RTO objective", value: newest.objectiveRtoMs } }),
  };
}

const column = ({ startedAt, verdict }: TestReport): string => `${day(startedAt)}\n${verdict}`;

/** `11-22 05:00`: a test may run more often than daily. */
const day = (at: number): string => toMinute(at).slice(5, 16);
