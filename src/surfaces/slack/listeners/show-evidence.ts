import { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { abortable } from "../abortable.ts";
import { slackCode } from "../slack-code.ts";
import { errorModal, evidenceModal, loadingModal, refusal } from "../views/index.ts";
import type { Deps } from "./deps.ts";
import type { Reply } from "./reply.ts";
import { toTold } from "./to-told.ts";

export interface WantedEvidence {
  /** Opens one modal, within 3 s of the click. */
  readonly trigger: string;
  readonly pointId: string;
  readonly read: () => Promise<RecoveryPoint>;
}

const Opened = z.object({ view: z.object({ id: z.string() }) });

/**
 * Opens a modal that says "loading" while the trigger still lives, then fills it. Never throws: when Slack does not open it,
 * the person is told so.
 */
export async function showEvidence(
  { trigger, pointId, read }: WantedEvidence,
  reply: Reply,
  { client, log }: Deps,
  signal: AbortSignal,
): Promise<void> {
  try {
    const opening = client.views.open({ trigger_id: trigger, view: loadingModal("Evidence") });
    const { id } = Opened.parse(await abortable(opening, signal)).view;
    const view = await read().then(evidenceModal, (error: unknown) => errorModal(toTold(error, log)));
    await abortable(client.views.update({ view_id: id, view }), signal);
  } catch (cause) {
    const code = slackCode(cause);
    log.warn({ code, pointId }, "evidence could not be shown");
    await reply.later(refusal(notOpened(code, pointId)));
  }
}

const notOpened = (code: string, pointId: string): DomainError =>
  new DomainError(
    "unreachable",
    code === "expired_trigger_id"
      ? "Slack opens a window only within 3 s of the click, and this took longer"
      : `Slack did not open the window (${code})`,
    { next: `click again, or type /ff evidence ${pointId}` },
  );
