import type { ActionsBlock, Button } from "@slack/types";
import type { Approval } from "#domain/approval.ts";
import { approvalValue } from "../approval-value.ts";
import { LIMITS } from "../limits.ts";
import { escaped, plain } from "../mrkdwn.ts";

/**
 * What can be done with an approval now: at most one block, none once there is nothing to do. `hasPlan`: more was put before
 * the approvers than its message shows.
 */
export function approvalButtons(approval: Approval, hasPlan = false): ActionsBlock[] {
  const elements = [...decisions(approval), ...(hasPlan ? [plan(approval)] : [])];
  return elements.length === 0 ? [] : [{ type: "actions", elements }];
}

function decisions(approval: Approval): Button[] {
  if (approval.state === "requested") return [approve(approval), deny(approval), withdraw(approval)];
  const { breakGlass } = approval;
  return breakGlass === undefined || breakGlass.reviewedAt !== undefined ? [] : [review(approval)];
}

const button = (approval: Approval, action_id: string, text: string): Button => ({
  type: "button",
  action_id,
  text: { type: "plain_text", text },
  value: approvalValue(approval),
  accessibility_label: plain(`${text}: ${approval.application}, ${approval.id}`, LIMITS.button),
});

const approve = (approval: Approval): Button => ({
  ...button(approval, "approve", "Approve"),
  style: "primary",
  confirm: {
    title: { type: "plain_text", text: "Approve this?" },
    text: {
      type: "mrkdwn",
      text: `*${escaped(approval.application, 80)}*: ${approval.subject.kind} on cloud *${escaped(approval.cloud, 80)}*, exactly this plan and no other. It begins as soon as ${approval.quorum === 1 ? "you approve" : `${approval.quorum} have approved`}.`,
    },
    confirm: { type: "plain_text", text: "Approve" },
    deny: { type: "plain_text", text: "Not yet" },
  },
});

const deny = (approval: Approval): Button => ({ ...button(approval, "deny", "Deny…"), style: "danger" });

const withdraw = (approval: Approval): Button => ({
  ...button(approval, "withdraw", "Withdraw"),
  confirm: {
    title: { type: "plain_text", text: "Withdraw the request?" },
    text: { type: "plain_text", text: "Nobody can approve it any more; it can be asked for anew." },
    confirm: { type: "plain_text", text: "Withdraw" },
    deny: { type: "plain_text", text: "Keep it" },
  },
});

/** Reading needs no right. */
const plan = (approval: Approval): Button => button(approval, "plan", "Plan");

const review = (approval: Approval): Button => button(approval, "review", "Reviewed");
