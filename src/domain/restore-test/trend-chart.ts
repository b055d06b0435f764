import type { Chart } from "../chart.ts";
import { toMinute } from "../minute.ts";
import type { TestReport } from "./report.ts";
import { phaseMs, RTO_PHASES } from "./statistics.ts";

type Column = Pick<TestReport, "startedAt" | "verdict" | "phases">;

/**
 * The newest tests of one application, oldest first: how long each phase took, against the objective. A test that said
 * nothing has an empty column, so that it is seen. Undefined: no test came so far as to be measured.
 */
export function trendChart(
  application: string,
  tests: readonly Column[],
  { objectiveMs, shown = 12 }: { readonly objectiveMs?: number | undefined; readonly shown?: number } = {},
): Chart | undefined {
  const newest = tests.toSorted((a, b) => a.startedAt - b.startedAt).slice(-shown);
  const told = RTO_PHASES.map((phase) => ({
    name: phase,
    values: newest.map(({ verdict, phases }) =>
      verdict === "inconclusive" ? undefined : phaseMs(phases, phase),
    ),
  }));
  const series = told.filter(({ values }) => values.some((value) => value !== undefined));
  if (series.length === 0) return undefined;
  return {
    title: `${application}: restore tests`,
    subtitle: "from the start to verified data, by phase; times are UTC",
    kind: "stacked",
    unit: "duration",
    columns: newest.map(({ startedAt, verdict }) => `${day(startedAt)}\n${verdict}`),
    series,
    ...(objectiveMs === undefined ? {} : { limit: { name: "RTO objective", value: objectiveMs } }),
  };
}

/** `11-22 05:00`: a test may run more often than daily. */
const day = (at: number): string => toMinute(at).slice(5, 16);
