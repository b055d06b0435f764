import type { Approval } from "#domain/approval.ts";
import { decide as decideOn, type Voice } from "#domain/approval-transitions.ts";
import { type Permitted, requireSlackId } from "#domain/permission.ts";
import { changeApproval } from "#workflows/change-approval.ts";
import { applicationNow, askedOf, permittedApprover, wake } from "./approval-asker.ts";
import type { DecideRequest } from "./approval-operations.ts";
import { seenBy } from "./asker.ts";
import type { Context } from "./context.ts";

/** See {@link ApprovalOperations.decide}. */
export function decide(context: Context, request: DecideRequest, signal: AbortSignal): Promise<Approval> {
  const { approvalId: id, what, digest, actor, via } = request;
  return askedOf(context, { id, act: what, actor, detail: { digest, via } }, async (approval) => {
    const slackId = requireSlackId(actor);
    if (isRepeated(approval, slackId, request)) return approval;
    // What is refused whoever asks is told before Slack is asked who they are.
    decideOn(approval, voice(context, approval, request, { slackId }));
    const right = await permittedApprover(
      context,
      applicationNow(context, approval),
      approval,
      actor,
      signal,
    );
    const made = await commit(context, request, right);
    await wake(context, made);
    return made.approval;
  });
}

/** The rules once more, on what the store has at the moment of the commit. */
function commit(context: Context, request: DecideRequest, right: Permitted) {
  const { approvalId, what, actor, via, reason } = request;
  return changeApproval(context.ports.records, approvalId, (approval) => {
    if (isRepeated(approval, right.slackId, request)) return undefined;
    return {
      next: decideOn(approval, voice(context, approval, request, right)),
      actor: right.slackId,
      act: what,
      detail: { ...seenBy(actor, right), via, ...(reason === undefined ? {} : { reason }) },
    };
  });
}

function voice(context: Context, approval: Approval, request: DecideRequest, right: Permitted): Voice {
  const { what, reason, digest, via, trigger } = request;
  const { quorum } = applicationNow(context, approval).owners;
  return { right, what, reason, digest, via, trigger, quorum, at: context.ports.clock.now() };
}

/** Slack delivers a click again whose answer it missed. */
const isRepeated = ({ decisions }: Approval, by: string, { trigger, what }: DecideRequest): boolean =>
  trigger !== undefined &&
  decisions.some((made) => made.by === by && made.trigger === trigger && made.what === what);
