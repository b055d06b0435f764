import type { ModalView } from "@slack/types";
import { type Approval, REASON_MAX } from "#domain/approval.ts";
import { approvalValue } from "../approval-value.ts";
import { escaped } from "../mrkdwn.ts";
import { approvalHeadline, askedLine, verdictLines } from "./approval-words.ts";
import { section } from "./blocks.ts";
import { modal } from "./modal.ts";

/** `callback_id`, and the id of the input and its block, as the submission has them. */
export const DENY = "deny";
export const REASON = "reason";

/** Asks why, or says that it is too late. */
export function denyModal(approval: Approval): ModalView {
  if (approval.state !== "requested")
    return modal("Too late", [
      section([`*${escaped(approvalHeadline(approval), 200)}*`, ...verdictLines(approval)]),
    ]);
  return {
    ...modal("Deny this?", [
      section([`*${escaped(approvalHeadline(approval), 200)}*`, askedLine(approval)]),
      {
        type: "input",
        block_id: REASON,
        label: { type: "plain_text", text: "Why? It is told to whoever asked, and kept." },
        element: {
          type: "plain_text_input",
          action_id: REASON,
          multiline: true,
          min_length: 1,
          max_length: REASON_MAX,
          focus_on_load: true,
        },
      },
    ]),
    callback_id: DENY,
    private_metadata: approvalValue(approval),
    submit: { type: "plain_text", text: "Deny" },
    close: { type: "plain_text", text: "Cancel" },
  };
}
