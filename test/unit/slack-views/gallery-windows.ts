import { readFileSync } from "node:fs";
import type { HomeView, ModalView } from "@slack/types";
import { REPAIRS } from "#domain/failure/repairs.ts";
import { runbookEntry } from "#domain/failure/runbook-entry.ts";
import { evidenceModal } from "#surfaces/slack/views/evidence-modal.ts";
import { homeView } from "#surfaces/slack/views/home-view.ts";
import { errorModal, loadingModal } from "#surfaces/slack/views/modal.ts";
import { runbookModal } from "#surfaces/slack/views/runbook-modal.ts";
import { approvals } from "./approvals.ts";
import { recordOf, reports, restoreApproval } from "./restores.ts";
import { evidence, NOW, pointOf, unthawedHold } from "./sample.ts";
import { standing } from "./standing.ts";

const home = (applications: Parameters<typeof homeView>[0]["applications"]) =>
  homeView({ applications, approvals: [], restores: [] }, NOW);

const runbook = readFileSync(new URL("../../../docs/runbook.md", import.meta.url), "utf8");
const runbookEntries = [REPAIRS.unanswered.runbook, REPAIRS.incomplete.runbook].map((heading) => ({
  heading,
  text: runbookEntry(runbook, heading) ?? "",
}));

/** Dialogs and the Home tab. */
export const windows: {
  readonly modals: Readonly<Record<string, ModalView>>;
  readonly homes: Readonly<Record<string, HomeView>>;
} = {
  modals: {
    "modal-runbook": runbookModal(runbookEntries),
    "modal-loading": loadingModal("Evidence"),
    "modal-evidence-a": evidenceModal(pointOf(evidence.whole)),
    "modal-evidence-d": evidenceModal(pointOf(evidence.lost)),
    "modal-evidence-d-not-frozen": evidenceModal(pointOf(evidence.unfrozen)),
    "modal-evidence-e": evidenceModal(pointOf(evidence.unknown)),
    "modal-evidence-tested": evidenceModal(pointOf(evidence.tested)),
    "modal-evidence-test-failed": evidenceModal(pointOf(evidence.testFailed)),
    "modal-evidence-sibling-failed": evidenceModal(pointOf(evidence.siblingFailed)),
    "modal-evidence-thaw-not-confirmed": evidenceModal(
      pointOf({
        ...evidence.whole,
        hold: unthawedHold,
        holdFailure: ["orders-db-1: the thaw was not proved"],
      }),
    ),
    "modal-error": errorModal({
      kind: "not-found",
      message: 'there is no recovery point "orders-db-20261123-104207-9c1f"',
      next: "freezeframe points APP lists them",
    }),
  },
  homes: {
    home: home(Object.values(standing)),
    "home-all-fine": home([standing.fine, standing.running]),
    "home-empty": home([]),
    "home-300-applications": home(
      Array.from({ length: 300 }, (_, index) => ({ ...standing.fine, application: `app-${index}` })),
    ),
    "home-approvals-and-restores": homeView(
      {
        applications: [standing.fine],
        approvals: [restoreApproval, approvals["break-glass"], approvals.denied],
        mine: new Set([restoreApproval.id]),
        restores: [recordOf(), recordOf({ state: "left", report: reports["left-behind"] })],
      },
      NOW,
    ),
  },
};
