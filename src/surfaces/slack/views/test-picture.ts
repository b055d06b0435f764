import { describeDuration } from "#domain/duration.ts";
import type { TestRecord } from "#domain/restore-test/record.ts";
import type { TestReport } from "#domain/restore-test/report.ts";
import { trendChart } from "#domain/restore-test/trend-chart.ts";
import { plain } from "../mrkdwn.ts";
import type { Picture } from "./message.ts";
import { reportsBefore } from "./test-chart.ts";

/**
 * What {@link testCharts} shows, in one picture: the last tests by phase, against the objective. None of a test that did not
 * pass: it has no RTO.
 */
export function testPicture(report: TestReport, tests: readonly TestRecord[]): Picture | undefined {
  const { application, objectiveRtoMs: objectiveMs } = report;
  if (report.rtoMs === undefined) return undefined;
  const shown = [report, ...reportsBefore(report, tests)].slice(0, SHOWN);
  const chart = trendChart(plain(application, 80), shown, { objectiveMs, shown: SHOWN });
  if (chart === undefined) return undefined;
  const measured = shown.flatMap(({ rtoMs }) => (rtoMs === undefined ? [] : [describeDuration(rtoMs)]));
  return { chart, alt: `RTO, the newest test first: ${measured.join(", ")}` };
}

/** More leave no room for the name of each. */
const SHOWN = 8;
