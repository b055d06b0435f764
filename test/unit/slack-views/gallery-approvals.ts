import type { ModalView } from "@slack/types";
import { approvalMessage } from "#surfaces/slack/views/approval-message.ts";
import { approvalOutcome } from "#surfaces/slack/views/approval-outcome.ts";
import { approvalsAnswer } from "#surfaces/slack/views/approvals-answer.ts";
import { denyModal } from "#surfaces/slack/views/deny-modal.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { refusal } from "#surfaces/slack/views/refusal.ts";
import { approval, approvals } from "./approvals.ts";
import { NOW } from "./sample.ts";

const all = Object.entries(approvals);
const named = <T>(prefix: string, make: (one: (typeof all)[number][1]) => T) =>
  Object.fromEntries(all.map(([name, one]) => [`${prefix}-${name}`, make(one)]));

/** What a channel sees of approvals. */
export const approvalMessages: Readonly<Record<string, Message>> = {
  ...named("approval", approvalMessage),
  ...Object.fromEntries(
    all
      .filter(([, { state }]) => state !== "requested")
      .map(([name, one]) => [`approval-outcome-${name}`, approvalOutcome(one)]),
  ),
};

/** What only whoever asked, or clicked, sees of them. */
export const approvalAnswers: Readonly<Record<string, Message>> = {
  approvals: approvalsAnswer(
    [approvals["requested-one-of-two"], approvals["break-glass"], approvals.denied, approvals.approved],
    NOW,
  ),
  "approvals-none": approvalsAnswer([], NOW),
  "approvals-many": approvalsAnswer(
    [
      ...Array.from({ length: 12 }, (_, index) =>
        approval({ application: `app-${index}`, id: `ap-${index}` }),
      ),
      ...Array.from({ length: 40 }, () => approvals.expired),
    ],
    NOW,
  ),
  "refusal-own-request": refusal({
    kind: "not-permitted",
    message: "U0KIM2345 asked for ap-7f3a9c21: nobody decides on their own request",
    next: "ask one of S0DBATEAM1, U0LEE6789",
  }),
};

export const approvalModals: Readonly<Record<string, ModalView>> = {
  "modal-deny": denyModal(approvals.requested),
  "modal-deny-too-late": denyModal(approvals.approved),
};
