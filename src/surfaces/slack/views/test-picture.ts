import { describeDuration } from "#domain/duration.ts";
import type { TestRecord } from "#domain/restore-test/record.ts";
import type { TestReport } from "#domain/restore-test/report.ts";
import { plain } from "../mrkdwn.ts";
import type { Picture } from "./message.ts";
import { momentsOf, reportsBefore } from "./test-chart.ts";
import { IN_RTO } from "./test-words.ts";

const MOST = 12;

/**
 * The same as {@link testCharts} in one picture: the RTO of the last tests that passed, by phase, against the target. None of
 * a test that did not pass.
 */
export function testPicture(report: TestReport, tests: readonly TestRecord[]): Picture | undefined {
  if (report.rtoMs === undefined) return undefined;
  const shown = [report, ...reportsBefore(report, tests).filter(({ rtoMs }) => rtoMs !== undefined)]
    .slice(0, MOST)
    .reverse();
  const phases = IN_RTO.filter((phase) =>
    shown.some((one) => one.phases.some((seen) => seen.phase === phase)),
  );
  if (phases.length === 0) return undefined;
  const { objectiveRtoMs: value } = report;
  return {
    alt: `RTO by phase, oldest test first: ${shown.map(({ rtoMs = 0 }) => describeDuration(rtoMs)).join(", ")}`,
    chart: {
      title: `${plain(report.application, 80)}: RTO by phase`,
      subtitle: shown.length === 1 ? "of this test" : `of the last ${shown.length} tests that passed, in UTC`,
      kind: "stacked",
      unit: "duration",
      columns: momentsOf(shown.map(({ startedAt }) => startedAt)),
      series: phases.map((phase) => ({
        name: phase,
        values: shown.map((one) => one.phases.find((seen) => seen.phase === phase)?.ms),
      })),
      ...(value === undefined ? {} : { limit: { name: "target", value } }),
    },
  };
}
