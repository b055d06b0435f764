import type { Approval } from "#domain/approval.ts";
import { actorMention, code, date, escaped } from "../mrkdwn.ts";
import { approvalButtons } from "./approval-buttons.ts";
import {
  approvalHeadline,
  approverMentions,
  askedLine,
  saidYes,
  tally,
  verdictLines,
} from "./approval-words.ts";
import { context, header, section, sections } from "./blocks.ts";
import type { Message } from "./message.ts";
import { planSummary } from "./plan-summary.ts";

/** Lines of a plan are long: with the rest they stay under what Slack takes of one message. */
const PLAN_SECTIONS = 3;

/** The one message of a request: what is asked, and by whom; what will happen; who decides; and in the end how it was decided. */
export function approvalMessage(approval: Approval): Message {
  const { id, digest, runId, cloud, summary } = approval;
  const headline = approvalHeadline(approval);
  const plan = planSummary(summary);
  return {
    text: notification(approval, headline),
    blocks: [
      header(headline),
      section([
        askedLine(approval),
        `*What ${approval.state === "requested" ? "will happen" : "was asked for"}*, on cloud *${escaped(cloud, 80)}*, digest ${code(digest.slice(0, 12))}:`,
      ]),
      ...sections([...plan.lines, ...(plan.cut ? ["… *Plan* has all of it"] : [])], PLAN_SECTIONS),
      section(approval.state === "requested" ? whoDecides(approval) : verdictLines(approval)),
      ...approvalButtons(approval, plan.cut),
      context([
        `approval ${code(id, 80)} · run ${code(runId, 80)}`,
        `The whole of it: ${code(`freezeframe approvals ${id}`, 120)} on the command line`,
      ]),
    ],
  };
}

const whoDecides = (approval: Approval): string[] => [
  `*Who decides:* ${approverMentions(approval)} · *${tally(approval)}* approved`,
  ...saidYes(approval),
  `*Until* ${date(approval.expiresAt)}; then it expires and nothing is done. Whoever asked cannot approve it.`,
];

/** A phone shows the first words of it. */
function notification(approval: Approval, headline: string): string {
  const said = escaped(headline, 200);
  return approval.state === "requested"
    ? `${said}, asked by ${actorMention(approval.requestedBy)}: ${approverMentions(approval)}`
    : said;
}
