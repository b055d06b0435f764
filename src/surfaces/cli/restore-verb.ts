import { canRestore } from "#domain/restore/make-plan.ts";
import { restoreIdOf } from "#domain/restore/names.ts";
import { planDigest } from "#domain/restore/plan.ts";
import { RestoreRequestResult } from "#domain/restore/restore-request-result.ts";
import type { Answer, Asked } from "./answer.ts";
import { exitStatus, statusOfRestore } from "./exit-status.ts";
import { runToEnd } from "./run-to-end.ts";
import { restorePlanText } from "./text/restore-plan.ts";
import { restoreReportText } from "./text/restore-report.ts";
import { withSession } from "./with-session.ts";

/** `restore APP [POINT|latest]`: asks for it and follows it to its report; with `--plan` only says what would be done. */
export function restoreVerb(asked: Asked, application: string): Promise<Answer> {
  const { signal } = asked;
  const { plan, reason, second, roles, strategy, target, keep } = asked.arguments;
  const onFailure = keep ? "keep" : undefined;
  const wish = { application, point: second ?? "latest", roles, strategy, target, onFailure } as const;
  if (plan) return planOnly(asked, wish);
  return runToEnd(asked, {
    what: `a restore of ${application}`,
    ask: (operations, actor) => operations.restore({ ...wish, reason, actor }, signal),
    // What a request has approved is done by a run of its own, which is the restore.
    childOf: restoreIdOf,
    answer: answerOf,
  });
}

interface Wish {
  readonly application: string;
  readonly point: string;
  readonly roles: string[] | undefined;
  readonly strategy: Asked["arguments"]["strategy"];
  readonly target: Asked["arguments"]["target"];
  readonly onFailure: "keep" | undefined;
}

const planOnly = (asked: Asked, wish: Wish): Promise<Answer> =>
  withSession(asked, async ({ operations }) => {
    const actor = await asked.backstage.actor();
    const plan = await operations.planRestore({ ...wish, actor }, asked.signal);
    const possible = canRestore(plan);
    return {
      text: restorePlanText(plan, asked.now()),
      json: { possible, digest: planDigest(plan), ...plan },
      status: possible ? exitStatus.ok : exitStatus.refused,
    };
  });

function answerOf(given: unknown): Answer {
  const result = RestoreRequestResult.parse(given);
  if ("reached" in result)
    return { text: restoreReportText(result), json: result, status: statusOfRestore(result) };
  const why =
    "approvalId" in result
      ? `nothing was restored: approval ${result.approvalId} was ${result.why}`
      : [`${result.point} cannot be restored; nobody was asked`, ...result.problems].join("\n  ");
  return { text: `${result.application}: ${why}`, json: result, status: exitStatus.refused };
}
