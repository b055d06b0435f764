import { type Approval, isOpen } from "#domain/approval.ts";
import { actorMention, ago, code, date, escaped } from "../mrkdwn.ts";
import { approvalHeadline, approverMentions, askedLine, tally, verdictLines } from "./approval-words.ts";
import { context, section } from "./blocks.ts";
import type { Message } from "./message.ts";

/** More is for the command line. */
const SHOWN = { open: 8, ended: 5 };

/** What waits for somebody, then what was decided last. */
export function approvalsAnswer(approvals: readonly Approval[], now: number): Message {
  const open = approvals.filter(isOpen);
  const ended = approvals.filter((one) => !isOpen(one));
  const left =
    open.length + ended.length - Math.min(open.length, SHOWN.open) - Math.min(ended.length, SHOWN.ended);
  const said = open.length === 0 ? "Nothing waits for an approval" : `🔐 ${open.length} waiting for somebody`;
  return {
    text: said,
    blocks: [
      section([`*${said}*`]),
      ...open.slice(0, SHOWN.open).map((one) => section(openLines(one, now))),
      ...(ended.length === 0
        ? []
        : [section(["*Decided last*", ...ended.slice(0, SHOWN.ended).map((one) => endedLine(one, now))])]),
      ...(left > 0
        ? [context([`… and ${left} more: ${code("freezeframe approvals")} on the command line`])]
        : []),
      context([
        `The buttons are at each request's own message, in its application's channel; ${code("freezeframe approve ID")} does the same.`,
      ]),
    ],
  };
}

function openLines(approval: Approval, now: number): string[] {
  const { id, state, requestedAt, expiresAt } = approval;
  const about = [
    `*${escaped(approvalHeadline(approval), 200)}*`,
    `${askedLine(approval)}, ${ago(requestedAt, now)}`,
  ];
  if (state !== "requested") return [...about, ...verdictLines(approval), code(id, 80)];
  return [
    ...about,
    `${approverMentions(approval)} · *${tally(approval)}* approved · until ${date(expiresAt)}`,
    code(id, 80),
  ];
}

const endedLine = (approval: Approval, now: number): string => {
  const { id, requestedBy, endedAt, requestedAt } = approval;
  return `${escaped(approvalHeadline(approval), 200)}, ${ago(endedAt ?? requestedAt, now)}, asked by ${actorMention(requestedBy)}, ${code(id, 80)}`;
};
