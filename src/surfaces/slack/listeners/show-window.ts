import type { ModalView } from "@slack/types";
import { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import { abortable } from "../abortable.ts";
import { slackCode } from "../slack-code.ts";
import { errorModal, loadingModal, refusal } from "../views/index.ts";
import type { Deps } from "./deps.ts";
import type { Reply } from "./reply.ts";
import { toTold } from "./to-told.ts";

export interface WantedWindow {
  /** Opens one modal, within 3 s of the click. */
  readonly trigger: string;
  readonly title: string;
  /** What takes the place of "loading"; what it throws is shown in the window. */
  readonly read: () => Promise<ModalView>;
  /** How to get the same without a window. */
  readonly otherwise: string;
}

const Opened = z.object({ view: z.object({ id: z.string() }) });

/**
 * Opens a modal that says "loading" while the trigger still lives, then fills it. Never throws: when Slack does not open it,
 * the person is told so.
 */
export async function showWindow(
  { trigger, title, read, otherwise }: WantedWindow,
  reply: Reply,
  { client, log }: Deps,
  signal: AbortSignal,
): Promise<void> {
  try {
    const opening = client.views.open({ trigger_id: trigger, view: loadingModal(title) });
    const { id } = Opened.parse(await abortable(opening, signal)).view;
    const view = await read().catch((error: unknown) => errorModal(toTold(error, log)));
    await abortable(client.views.update({ view_id: id, view }), signal);
  } catch (cause) {
    const code = slackCode(cause);
    log.warn({ code, title }, "a window could not be shown");
    await reply.later(refusal(notOpened(code, otherwise)));
  }
}

const notOpened = (code: string, otherwise: string): DomainError =>
  new DomainError(
    "unreachable",
    code === "expired_trigger_id"
      ? "Slack opens a window only within 3 s of the click, and this took longer"
      : `Slack did not open the window (${code})`,
    { next: otherwise },
  );
