import type { Approval } from "#domain/approval.ts";
import type { Answer, Asked } from "./answer.ts";
import { approvalLine, approvalsText, approvalText } from "./text/approvals.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/** `approvals [ID]`: what waits for somebody and what was decided last, or the whole of one. */
export const approvalsVerb = (asked: Asked, id: string): Promise<Answer> =>
  withSession(asked, async ({ operations }) => {
    if (id === "") {
      const approvals = await operations.approvals();
      return ok(approvalsText(approvals, asked.now()), approvals);
    }
    const approval = await operations.approval(id);
    return ok(approvalText(approval), approval);
  });

/** `approve ID`, `deny ID --reason TEXT`: of exactly what `approvals ID` shows. */
export const decideVerb =
  (what: "approve" | "deny") =>
  (asked: Asked, id: string): Promise<Answer> =>
    withSession(asked, async ({ operations, alone }) => {
      const actor = await asked.backstage.actor();
      const { digest } = await operations.approval(id);
      const { reason } = asked.arguments;
      const request = { approvalId: id, what, digest, reason, actor, via: "command line" } as const;
      const approval = await operations.decide(request, asked.signal);
      return ok(decided(approval, alone), approval);
    });

/** Without a bot somebody has to have it done. */
const decided = (approval: Approval, alone: true | undefined): string =>
  alone === true && approval.state === "approved"
    ? `${approvalLine(approval)}\n  next  freezeframe start --until-idle does it now; a bot does it when it starts`
    : approvalLine(approval);

/** `withdraw ID`: takes a request back. */
export const withdrawVerb = (asked: Asked, id: string): Promise<Answer> =>
  withSession(asked, async ({ operations }) => {
    const actor = await asked.backstage.actor();
    const { reason } = asked.arguments;
    const approval = await operations.withdraw({ approvalId: id, reason, actor }, asked.signal);
    return ok(approvalLine(approval), approval);
  });

/** `break-glass ID --reason TEXT`: approves alone, and leaves a review behind. */
export const breakGlassVerb = (asked: Asked, id: string): Promise<Answer> =>
  withSession(asked, async ({ operations, alone }) => {
    const actor = await asked.backstage.actor();
    const { digest } = await operations.approval(id);
    const { reason = "" } = asked.arguments;
    const approval = await operations.breakGlass({ approvalId: id, reason, digest, actor }, asked.signal);
    return ok(decided(approval, alone), approval);
  });

/** `review ID`: an approver has looked at a broken glass. */
export const reviewVerb = (asked: Asked, id: string): Promise<Answer> =>
  withSession(asked, async ({ operations }) => {
    const actor = await asked.backstage.actor();
    const approval = await operations.review({ approvalId: id, actor }, asked.signal);
    return ok(approvalLine(approval), approval);
  });
