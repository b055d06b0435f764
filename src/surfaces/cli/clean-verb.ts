import { cleanupDigest, cleanupLines } from "#domain/orphans/cleanup-plan.ts";
import type { CleanupReport } from "#domain/orphans/cleanup-record.ts";
import { CleanupRequestResult } from "#domain/orphans/cleanup-result.ts";
import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";
import { runToEnd } from "./run-to-end.ts";
import { cleanupText, nothingCleanedText } from "./text/cleanup.ts";
import { withSession } from "./with-session.ts";

/** `clean APP [ORPHAN|INCIDENT|RUN]`: asks for it and follows it to its report; with `--plan` only says what would be deleted, and what stays. */
export function cleanVerb(asked: Asked, application: string): Promise<Answer> {
  const { second: only, reason, plan } = asked.arguments;
  if (plan) return planOnly(asked, application, only);
  return runToEnd(asked, {
    what: `a clean-up of ${application}`,
    ask: (operations, actor) => operations.clean({ application, only, reason, actor }, asked.signal),
    childOf: (runId) => `${runId}-clean`,
    answer: answerOf,
  });
}

const planOnly = (asked: Asked, application: string, only: string | undefined): Promise<Answer> =>
  withSession(asked, async ({ operations }) => {
    const { plan, refused } = await operations.planCleanup({ application, only }, asked.signal);
    const why =
      refused === undefined ? [] : [`nothing may be deleted now: ${refused.why}`, `next: ${refused.next}`];
    return {
      text: [...why, ...cleanupLines(plan)].join("\n"),
      json: {
        possible: refused === undefined && plan.items.length > 0,
        digest: cleanupDigest(plan),
        refused,
        ...plan,
      },
      status: refused === undefined ? exitStatus.ok : exitStatus.refused,
    };
  });

function answerOf(given: unknown): Answer {
  const result = CleanupRequestResult.parse(given);
  if ("items" in result) return { text: cleanupText(result), json: result, status: statusOf(result) };
  if ("approvalId" in result) {
    const text = `${result.application}: nothing was deleted: approval ${result.approvalId} was ${result.why}`;
    return { text, json: result, status: exitStatus.refused };
  }
  const status = result.outcome === "refused" ? exitStatus.refused : exitStatus.ok;
  return { text: nothingCleanedText(result), json: result, status };
}

/** Weaker: something that was approved is still there. */
const statusOf = ({ items }: CleanupReport): number =>
  items.every(({ outcome }) => outcome === "deleted" || outcome === "gone")
    ? exitStatus.ok
    : exitStatus.weaker;
