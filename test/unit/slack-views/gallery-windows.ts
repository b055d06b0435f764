import type { HomeView, ModalView } from "@slack/types";
import { evidenceModal } from "#surfaces/slack/views/evidence-modal.ts";
import { homeView } from "#surfaces/slack/views/home-view.ts";
import { errorModal, loadingModal } from "#surfaces/slack/views/modal.ts";
import { evidence, NOW, pointOf, unthawedHold } from "./sample.ts";
import { standing } from "./standing.ts";

/** Dialogs and the Home tab. */
export const windows: {
  readonly modals: Readonly<Record<string, ModalView>>;
  readonly homes: Readonly<Record<string, HomeView>>;
} = {
  modals: {
    "modal-loading": loadingModal("Evidence"),
    "modal-evidence-a": evidenceModal(pointOf(evidence.whole)),
    "modal-evidence-d": evidenceModal(pointOf(evidence.lost)),
    "modal-evidence-d-not-frozen": evidenceModal(pointOf(evidence.unfrozen)),
    "modal-evidence-e": evidenceModal(pointOf(evidence.unknown)),
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
    home: homeView(Object.values(standing), NOW),
    "home-all-fine": homeView([standing.fine, standing.running], NOW),
    "home-empty": homeView([], NOW),
    "home-300-applications": homeView(
      Array.from({ length: 300 }, (_, index) => ({ ...standing.fine, application: `app-${index}` })),
      NOW,
    ),
  },
};
