import type { ModalView } from "@slack/types";
import type { Application } from "#domain/application.ts";
import type { Requested } from "#operations/index.ts";
import { atMost } from "../fit.ts";
import { actorMention, code, escaped } from "../mrkdwn.ts";
import { section } from "./blocks.ts";
import { modal } from "./modal.ts";
import { whereTold } from "./restore-receipt.ts";

/** What happens next, once a restore was asked for in its window. */
export function restoreAskedModal(
  requested: Requested,
  application: Pick<Application, "application" | "owners">,
  point: string,
  channel: string | undefined,
): ModalView {
  const { owners } = application;
  const quorum = owners.quorum === 1 ? "one of them" : `${owners.quorum} of them`;
  const approval =
    requested.approvalId === undefined
      ? "2. Its manifest asks for no approval of restores: it begins by itself."
      : `2. If it can be done, ${quorum} is asked to approve exactly this plan: ${atMost(owners.approvers, 20, actorMention).join(" ")}. Whoever asked cannot approve it.`;
  return modal("Restore asked for", [
    section([
      `📦 *${escaped(application.application, 80)}* from ${code(point, 120)}`,
      "1. It is planned now, which changes nothing. What stands against it is told at once.",
      approval,
      "3. New volumes are made beside the old ones and read. Nothing is overwritten, nothing is cut over.",
    ]),
    section([`*Next:* ${whereTold(requested, channel)}`]),
  ]);
}
