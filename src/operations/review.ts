import type { Approval } from "#domain/approval.ts";
import { review as acknowledge, othersMayHelp, requireDigest } from "#domain/approval-transitions.ts";
import { seeApprover } from "#domain/approver.ts";
import { DomainError } from "#domain/errors.ts";
import { type Permitted, requireSlackId } from "#domain/permission.ts";
import { changeApproval } from "#workflows/change-approval.ts";
import { askedOf } from "./approval-asker.ts";
import type { ReviewRequest } from "./approval-operations.ts";
import { inTime, seenBy } from "./asker.ts";
import type { Context } from "./context.ts";

/** See {@link ApprovalOperations.review}. */
export function review(context: Context, request: ReviewRequest, signal: AbortSignal): Promise<Approval> {
  const { approvalId: id, actor, digest } = request;
  const detail = digest === undefined ? {} : { digest };
  const { clock, records } = context.ports;
  return askedOf(context, { id, act: "review", actor, detail }, async (approval) => {
    const slackId = requireSlackId(actor);
    if (digest !== undefined) requireDigest(approval, digest);
    acknowledge(approval, { right: { slackId }, at: clock.now() });
    const right = await requireReviewer(context, approval, slackId, signal);
    const made = await changeApproval(records, id, (now) => ({
      next: acknowledge(now, { right, at: clock.now() }),
      actor: slackId,
      act: "reviewed",
      detail: seenBy(actor, right),
    }));
    return made.approval;
  });
}

/** An approver of today: those of the request may all have left since, and a review must not stay open for ever. */
async function requireReviewer(
  { manifests, ports: { members } }: Context,
  approval: Approval,
  slackId: string,
  signal: AbortSignal,
): Promise<Permitted> {
  const approvers = manifests.current().get(approval.application)?.owners.approvers ?? approval.approvers;
  const seen = await seeApprover(slackId, [approvers], inTime(members), signal);
  if ("may" in seen) return seen.may;
  throw new DomainError(
    "not-permitted",
    `only approvers of ${approval.application} review ${approval.id}: ${seen.no}`,
    {
      next: othersMayHelp({ approvers }, [slackId, approval.requestedBy, approval.breakGlass?.by ?? ""]),
    },
  );
}
