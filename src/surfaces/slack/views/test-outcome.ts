import type { Application } from "#domain/application.ts";
import type { TestReport } from "#domain/restore-test/report.ts";
import { atMost } from "../fit.ts";
import { actorMention, code, escaped } from "../mrkdwn.ts";
import { context, section } from "./blocks.ts";
import { nextStep } from "./next-step.ts";
import type { RestoreOutcome } from "./restore-outcome.ts";
import { leftThings } from "./restore-words.ts";
import { failureWords } from "./state-words.ts";
import { testEndWords } from "./test-ended.ts";
import { reportOf } from "./test-message.ts";
import type { TestState } from "./test-state.ts";
import { labelLines, pointLine, testHeadline, testRtoLine } from "./test-words.ts";

/**
 * How a test ended, said once in a message of its own, because an edit calls nobody. A failed one, and one that left
 * something behind, calls the owners; whoever asked for one is told its end. Undefined: nobody is to be called, as of a
 * scheduled test that passed or was inconclusive.
 */
export function testOutcome(
  state: TestState,
  application: Pick<Application, "owners"> | undefined,
): RestoreOutcome | undefined {
  const { run } = state;
  if (run.state === "queued" || run.state === "running") return undefined;
  const report = reportOf(state);
  const owners = application?.owners.operators ?? [];
  if (report === undefined) return withoutReport(state, owners);
  const alarming = report.verdict === "failed" || !report.nothingLeft;
  return said(state, testHeadline(report), reportLines(state, report), alarming ? owners : undefined);
}

function reportLines({ run, application }: TestState, report: TestReport): (string | undefined)[] {
  const left = report.nothingLeft ? [] : (report.restore?.left ?? []);
  return [
    pointLine(report),
    report.verdict === "passed" ? testRtoLine(report) : undefined,
    ...atMost(report.reasons, 2, (reason) => `• ${escaped(reason, 400)}`),
    ...labelLines(report),
    ...leftThings(left),
    nextOf(report, run.id, application),
  ];
}

function nextOf(report: TestReport, runId: string, application: string): string {
  if (!report.nothingLeft)
    return `*Next:* mend what keeps it there, then ${code(`/ff discard ${runId}`, 120)}`;
  return report.verdict === "failed"
    ? `*Next:* the test's message has the checks and the database's last words; ${code(`/ff points ${application}`, 120)} shows what else there is`
    : "*Next:* the test's message has the figures";
}

function withoutReport(state: TestState, owners: readonly string[]): RestoreOutcome | undefined {
  const { run, restore } = state;
  const left = restore?.state === "left" ? (restore.report?.left ?? []) : [];
  const { title, line, next } = testEndWords(state);
  const lines = [failureWords(line, 800), ...leftThings(left), nextStep(next)];
  const alarming = left.length > 0 || run.state === "parked" || run.state === "failed";
  return said(
    state,
    title.replace("%", () => state.application),
    lines,
    alarming ? owners : undefined,
  );
}

/** `owners`: they are called as well. */
function said(
  { run, requestedBy }: TestState,
  title: string,
  lines: readonly (string | undefined)[],
  owners: readonly string[] | undefined,
): RestoreOutcome | undefined {
  const asked = requestedBy !== undefined && /^[UW]/.test(requestedBy) ? [requestedBy] : [];
  const called = [...new Set([...asked, ...(owners ?? [])])];
  const alarming = owners !== undefined;
  if (called.length === 0 && !alarming) return undefined;
  const headline = escaped(alarming ? title.replace(/^\S+/u, "🚨") : title, 200);
  return {
    alarming,
    message: {
      text: headline,
      blocks: [
        section([`*${headline}*`, ...lines]),
        ...(called.length === 0 ? [] : [section([`*For* ${atMost(called, 20, actorMention).join(" ")}`])]),
        context([`run ${code(run.id, 80)}`]),
      ],
    },
  };
}
