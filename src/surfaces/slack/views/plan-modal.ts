import type { ModalView } from "@slack/types";
import type { Approval } from "#domain/approval.ts";
import { code, escaped, withMoments } from "../mrkdwn.ts";
import { approvalHeadline, askedLine } from "./approval-words.ts";
import { context, section, sections } from "./blocks.ts";
import { modal } from "./modal.ts";

/** All that will happen, line by line, as it was put before the approvers. */
export function planModal(approval: Approval): ModalView {
  const { id, digest, cloud, summary } = approval;
  const lines = summary.filter((line) => line.trim() !== "");
  return modal("Plan", [
    section([
      `*${escaped(approvalHeadline(approval), 200)}*, on cloud *${escaped(cloud, 80)}*`,
      askedLine(approval),
    ]),
    ...sections(
      lines.map((line) => `• ${withMoments(line, 600)}`),
      90,
    ),
    context([`approval ${code(id, 80)} · digest ${code(digest, 80)}`]),
  ]);
}
