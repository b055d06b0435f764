import type { KnownBlock, ModalView } from "@slack/types";
import { LIMITS } from "../limits.ts";
import { plain, withNames } from "../mrkdwn.ts";
import { context, section } from "./blocks.ts";
import { errorWords, type Told } from "./error-words.ts";
import { nextStep } from "./next-step.ts";

/** A dialog with nothing to fill in. */
export const modal = (title: string, blocks: KnownBlock[]): ModalView => ({
  type: "modal",
  title: { type: "plain_text", text: plain(title, LIMITS.modalTitle).trim() || "–" },
  close: { type: "plain_text", text: "Close" },
  blocks,
});

/** Opened at once, within the 3 s that a trigger lives; the content takes its place. */
export const loadingModal = (title: string): ModalView => modal(title, [context(["⏳ Looking it up …"])]);

/** In place of what could not be shown. */
export const errorModal = (error: Told): ModalView =>
  modal("Not shown", [
    section([
      `*${errorWords(error.kind)}:* ${withNames(error.message, 1_500)}`,
      nextStep(error.next, withNames),
    ]),
  ]);
