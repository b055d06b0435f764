import { SnapshotRequestResult } from "#domain/snapshot-request-result.ts";
import type { Answer, Asked } from "./answer.ts";
import { exitStatus, statusOfOutcome } from "./exit-status.ts";
import { runToEnd } from "./run-to-end.ts";
import { snapshotText } from "./text/snapshot.ts";

/** `snapshot APP`: recovers what is unfinished, takes the snapshot, and ends when nothing is left to do. */
export function snapshotVerb(asked: Asked, application: string): Promise<Answer> {
  const { signal } = asked;
  const { reason } = asked.arguments;
  return runToEnd(asked, {
    what: `a snapshot of ${application}`,
    ask: (operations, actor) => operations.snapshot({ application, reason, actor }, signal),
    answer: answerOf,
  });
}

function answerOf(given: unknown): Answer {
  const result = SnapshotRequestResult.parse(given);
  if ("approvalId" in result)
    return {
      text: `${result.application}: no snapshot was taken: approval ${result.approvalId} was ${result.why}`,
      json: result,
      status: exitStatus.refused,
    };
  return { text: snapshotText(result), json: result, status: statusOfOutcome(result.outcome) };
}
