import type { Application } from "#domain/application.ts";
import { type Approval, isOpen } from "#domain/approval.ts";
import type { Rendered } from "./outbox/rendered.ts";
import { approvalMessage } from "./views/approval-message.ts";
import { approvalOutcome } from "./views/approval-outcome.ts";

/**
 * The request's own message. As many have to approve as the stricter of the manifest then and now says. `over`: the run that
 * asked has ended; until then what was approved may still turn out to be void.
 */
export function renderApproval(
  approval: Approval,
  { application, over }: { readonly application: Application | undefined; readonly over: boolean },
): Rendered {
  const quorum = Math.max(approval.quorum, application?.owners.quorum ?? 1);
  return {
    message: approvalMessage(approval.state === "requested" ? { ...approval, quorum } : approval),
    final: !isOpen(approval) && (approval.state !== "approved" || over),
    priority: "final",
  };
}

/** Nothing once it has ended in another way: that has a message of its own. */
export function renderOutcome(approval: Approval, state: Approval["state"]): Rendered | undefined {
  if (approval.state !== state) return undefined;
  return {
    message: approvalOutcome(approval),
    final: !isOpen(approval),
    priority: approval.breakGlass === undefined ? "final" : "alert",
  };
}
