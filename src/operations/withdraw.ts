import type { Approval } from "#domain/approval.ts";
import { requireDigest, withdraw as takeBack } from "#domain/approval-transitions.ts";
import { type Permitted, requireSlackId } from "#domain/permission.ts";
import { changeApproval } from "#workflows/change-approval.ts";
import { askedOf, wake } from "./approval-asker.ts";
import type { WithdrawRequest } from "./approval-operations.ts";
import { seenBy } from "./asker.ts";
import type { Context } from "./context.ts";
import { operatorOf } from "./operator-of.ts";

/** See {@link ApprovalOperations.withdraw}. */
export function withdraw(context: Context, request: WithdrawRequest, signal: AbortSignal): Promise<Approval> {
  const { approvalId: id, actor, reason, digest } = request;
  const detail = digest === undefined ? {} : { digest };
  return askedOf(context, { id, act: "withdraw", actor, detail }, async (approval) => {
    const slackId = requireSlackId(actor);
    if (digest !== undefined) requireDigest(approval, digest);
    const at = () => context.ports.clock.now();
    takeBack(approval, { by: slackId, at: at(), reason });
    const right = await mayWithdraw(context, approval, request, slackId, signal);
    const made = await changeApproval(context.ports.records, id, (now) => ({
      next: takeBack(now, { by: slackId, at: at(), reason }),
      actor: slackId,
      act: "withdrawn",
      detail: { ...seenBy(actor, right), ...(reason === undefined ? {} : { reason }) },
    }));
    await wake(context, made);
    return made.approval;
  });
}

/** Whoever asked may take it back, whatever has become of their rights; any other operator may as well. */
async function mayWithdraw(
  context: Context,
  approval: Approval,
  { actor }: WithdrawRequest,
  slackId: string,
  signal: AbortSignal,
): Promise<Permitted> {
  if (slackId === approval.requestedBy) return { slackId };
  const { application, requestedBy } = approval;
  const act = "withdraw what somebody else asked for";
  return operatorOf(context, { application, requestedBy, act }, actor, signal);
}
