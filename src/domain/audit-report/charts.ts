import { trendChart } from "#domain/restore-test/trend-chart.ts";
import type { Chart } from "../chart.ts";
import type { AuditReport } from "./report.ts";

/** A picture is no table: with more than this nobody finds anything in it. */
const APPLICATIONS = 40;
const TESTS = 30;

/** The report's pictures, by their file names without the suffix. An application without tests has none of its own. */
export function auditCharts(report: AuditReport): ReadonlyMap<string, Chart> {
  const labels = labelsChart(report);
  return new Map([
    ...(labels === undefined ? [] : [["labels", labels] as const]),
    ...report.applications.slice(0, APPLICATIONS).flatMap((application) => {
      const { application: name, tests, objectives } = application;
      const chart = trendChart(name, tests, { objectiveMs: objectives.rtoMs, shown: TESTS });
      return chart === undefined ? [] : [[`tests-${name}`, chart] as const];
    }),
  ]);
}

function labelsChart({ applications }: AuditReport): Chart | undefined {
  const shown = applications
    .filter(({ points }) => Object.keys(points.taken).length > 0)
    .slice(0, APPLICATIONS);
  if (shown.length === 0) return undefined;
  const series = ["A", "B", "C", "D", "E", "none"].map((grade) => ({
    name: grade === "none" ? "no grade left" : grade,
    values: shown.map(({ points }) => points.taken[grade]),
  }));
  return {
    title: "Recovery points by label",
    subtitle: "taken in the period and still known",
    kind: "stacked",
    unit: "count",
    columns: shown.map(({ application }) => application),
    series: series.filter(({ values }) => values.some((value) => value !== undefined)),
  };
}
