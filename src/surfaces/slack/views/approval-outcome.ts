import type { Approval } from "#domain/approval.ts";
import { actorMention, code, escaped } from "../mrkdwn.ts";
import { approvalButtons } from "./approval-buttons.ts";
import { approvalHeadline, approverMentions, verdictLines } from "./approval-words.ts";
import { context, section } from "./blocks.ts";
import type { Message } from "./message.ts";

/**
 * How a request ended, to whoever asked: a new message, because an edit calls nobody. A broken glass is told to the
 * approvers as well, and stays until one of them has reviewed it.
 */
export function approvalOutcome(approval: Approval): Message {
  const { id, requestedBy, breakGlass } = approval;
  const headline = escaped(approvalHeadline(approval), 200);
  const asker = actorMention(requestedBy);
  return {
    text: `${headline}: ${asker}`,
    blocks: [
      section([
        `*${headline}*`,
        breakGlass === undefined ? asker : `${asker} · approvers: ${approverMentions(approval)}`,
        ...verdictLines(approval),
        `*Next:* ${next(approval)}`,
      ]),
      ...approvalButtons(approval),
      context([`approval ${code(id, 80)}`]),
    ],
  };
}

/** What has the same asked again. */
function asksAnew(kind: Approval["subject"]["kind"], application: string): string {
  switch (kind) {
    case "prune":
      return `freezeframe retention ${application} --ask`;
    case "cleanup":
      return `/ff clean ${application}`;
    case "snapshot":
    case "restore":
      return `/ff ${kind} ${application}`;
  }
}

function next({ state, subject, application, breakGlass }: Approval): string {
  if (breakGlass !== undefined && breakGlass.reviewedAt === undefined)
    return "an approver who neither asked nor broke the glass looks into it, then clicks *Reviewed*";
  const anew = code(asksAnew(subject.kind, application), 160);
  switch (state) {
    case "requested":
    case "approved":
      return "nothing: it begins by itself, and a message of its own tells how it goes";
    case "denied":
      return `talk to whoever denied it; ${anew} asks anew`;
    case "expired":
      return `${anew} asks anew, when somebody is there to approve it`;
    case "withdrawn":
      return `${anew} asks anew`;
    case "voided":
      return `look at what has changed, then ${anew} asks anew`;
  }
}
