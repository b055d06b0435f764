import { TestReport } from "#domain/restore-test/report.ts";
import type { Answer, Asked } from "./answer.ts";
import { statusOfVerdict } from "./exit-status.ts";
import { runToEnd } from "./run-to-end.ts";
import { testReportText } from "./text/test-report.ts";

/** `test APP [POINT|latest]`: restores a point to scratch, has its data read, takes everything away, and tells what that shows. */
export function testVerb(asked: Asked, application: string): Promise<Answer> {
  const { signal } = asked;
  const point = asked.arguments.second;
  return runToEnd(asked, {
    what: `a restore test of ${application}`,
    ask: (operations, actor) => operations.test({ application, point, actor }, signal),
    answer: answerOf,
  });
}

function answerOf(given: unknown): Answer {
  const report = TestReport.parse(given);
  return { text: testReportText(report), json: report, status: statusOfVerdict(report.verdict) };
}
