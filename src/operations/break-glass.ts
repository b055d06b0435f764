import type { Approval } from "#domain/approval.ts";
import { breakGlass as breakIt } from "#domain/approval-transitions.ts";
import { seePerson } from "#domain/approver.ts";
import { DomainError } from "#domain/errors.ts";
import { requireSlackId } from "#domain/permission.ts";
import { changeApproval } from "#workflows/change-approval.ts";
import type { AuditDetail } from "#workflows/records-port.ts";
import { askedOf, wake } from "./approval-asker.ts";
import type { BreakGlassRequest } from "./approval-operations.ts";
import { inTime } from "./asker.ts";
import type { Context } from "./context.ts";

/**
 * See {@link ApprovalOperations.breakGlass}. What Slack says against the user counts; while Slack says nothing at all the
 * glass can be broken, because that may be why it has to be: config names the user by id, and the audit tells it.
 */
export function breakGlass(
  context: Context,
  request: BreakGlassRequest,
  signal: AbortSignal,
): Promise<Approval> {
  const { approvalId: id, actor, reason, digest } = request;
  const { clock, records, breakGlass: named } = context.ports;
  return askedOf(context, { id, act: "break-glass", actor, detail: { digest } }, async (approval) => {
    const by = requireSlackId(actor);
    const broken = (now: Approval) => breakIt(now, { by, at: clock.now(), reason, digest, named });
    broken(approval);
    const seen = await lookAt(context, by, signal);
    const made = await changeApproval(records, id, (now) => ({
      next: broken(now),
      actor: by,
      act: "break-glass",
      detail: { name: actor.name, reason, ...seen },
    }));
    await wake(context, made);
    return made.approval;
  });
}

async function lookAt(
  { ports: { members } }: Context,
  by: string,
  signal: AbortSignal,
): Promise<AuditDetail> {
  const person = await seePerson(by, inTime(members), signal);
  if (!("no" in person)) return { team: person.team };
  if (person.unseen) return { unseen: person.no };
  throw new DomainError(
    "not-permitted",
    `nobody breaks the glass who is not of the workspace: ${person.no}`,
    {
      next: "have breakGlass in config.yml corrected",
    },
  );
}
