import type { KnownBlock } from "@slack/types";
import { describeDuration } from "#domain/duration.ts";
import type { TestReport } from "#domain/restore-test/report.ts";
import { code, date, escaped } from "../mrkdwn.ts";
import { context, header, section } from "./blocks.ts";
import { chartBlock } from "./chart-block.ts";
import type { Message } from "./message.ts";
import { provenance } from "./provenance.ts";
import { checkLines, leftThings } from "./restore-words.ts";
import { testCharts } from "./test-chart.ts";
import { testPicture } from "./test-picture.ts";
import type { TestState } from "./test-state.ts";
import {
  dataRpoLine,
  labelLines,
  logLines,
  phaseWords,
  pointLine,
  reasonLines,
  regressionLines,
  testHeadline,
  testRtoLine,
} from "./test-words.ts";

/** How a restore test ended: the verdict, what it rests on, what it measured, what is left, and what comes next. */
export function testResult(state: TestState, ended: TestReport): Message {
  // What was left behind and discarded since is left no more.
  const report = { ...ended, nothingLeft: ended.nothingLeft || state.restore === undefined };
  const title = testHeadline(report);
  const charts = testCharts(report, state.tests);
  const picture = testPicture(report, state.tests);
  const frame = <T>(shown: readonly T[]): (KnownBlock | T)[] => [
    header(title),
    section([pointLine(report), ...reasonLines(report), inRowLine(report)]),
    ...logLines(report).map((line) => section([line])),
    ...measured(report),
    ...shown,
    ...[checksOf(report), labelLines(report)]
      .filter((lines) => lines.length > 0)
      .map((lines) => section(lines)),
    section(endLines(state, report, !ended.nothingLeft && report.nothingLeft)),
    ...leftOf(state, report).map((line) => section([line])),
    context([provenance(state)]),
  ];
  return {
    text: `${escaped(title, 200)}. ${factOf(report)}`,
    blocks: frame(charts.map(chartBlock)),
    ...(picture === undefined ? {} : { classic: frame<never>([]), picture }),
  };
}

/** Half of what a notification shows is the verdict; this is the other half. */
function factOf(report: TestReport): string {
  if (report.verdict === "passed") return testRtoLine(report).replaceAll("*", "");
  return escaped(report.reasons[0] ?? report.headline, 300);
}

const inRowLine = ({ verdict, inconclusiveInRow: many }: TestReport): string | undefined =>
  verdict === "inconclusive" && many > 1 ? `*${many} tests in a row* have said nothing now` : undefined;

function measured(report: TestReport): KnownBlock[] {
  if (report.verdict === "inconclusive" && phaseWords(report) === undefined) return [];
  const rpo = dataRpoLine(report);
  const canary = report.canary === "not run" ? undefined : `*Canary:* ${escaped(report.canary, 120)}`;
  return [section([testRtoLine(report), phaseWords(report), ...regressionLines(report), rpo, canary])];
}

const checksOf = ({ restore }: TestReport): string[] => (restore === undefined ? [] : checkLines(restore));

function endLines(
  { run, application, nextTest }: TestState,
  report: TestReport,
  discarded: boolean,
): (string | undefined)[] {
  return [
    discarded ? "🧹 *Discarded since:* nothing of it is there any more" : cleanUpLine(report),
    nextLine(report, run.id, application),
    nextTest === undefined
      ? `*Next test:* none is scheduled; ${code(`/ff test ${application}`, 120)} runs one`
      : `*Next test:* ${date(nextTest)}`,
  ];
}

function cleanUpLine({ nothingLeft, cleanUpMs, restore }: TestReport): string {
  if (!nothingLeft) return "🧱 *Not cleaned up:* something of the test is still there, below";
  if (restore === undefined) return "🧹 Nothing was made, so nothing is left";
  const took = cleanUpMs === undefined ? "" : ` in ${describeDuration(cleanUpMs)}`;
  return `🧹 *Cleaned up${took}:* asked once more, the cloud has nothing of it left`;
}

function nextLine(report: TestReport, runId: string, application: string): string | undefined {
  const again = code(`/ff test ${application}`, 120);
  if (!report.nothingLeft)
    return `*Next:* mend what keeps it there, then ${code(`/ff discard ${runId}`, 120)}`;
  switch (report.verdict) {
    case "passed":
      return undefined;
    case "failed":
      return `*Next:* do not rely on this point. ${code(`/ff snapshot ${application}`, 120)} takes a new one, ${again} tests it`;
    case "inconclusive":
      return `*Next:* mend what stands above, then ${again}`;
  }
}

/** What a discard left of it since is in its record. */
function leftOf({ restore }: TestState, report: TestReport): string[] {
  if (report.nothingLeft) return [];
  return leftThings(restore?.report?.left ?? report.restore?.left ?? []);
}
