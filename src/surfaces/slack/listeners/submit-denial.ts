import type { ViewResponseAction } from "@slack/bolt";
import type { Operations } from "#operations/index.ts";
import { readApprovalValue } from "../approval-value.ts";
import type { Told } from "../views/error-words.ts";
import { REASON } from "../views/index.ts";
import { inTime } from "./answering.ts";
import { personOf } from "./clicked.ts";
import type { Deps } from "./deps.ts";
import { FORM_PATIENCE, instead, refusedForm, underneath } from "./form-answers.ts";
import type { Submission } from "./payloads.ts";
import { toTold } from "./to-told.ts";

type Ack = (answer?: ViewResponseAction) => Promise<void>;

/** The reason why an approval is denied. The window closes when the denial is stored; else it says why it was not. */
export async function submitDenial(submission: Submission, ack: Ack, deps: Deps): Promise<void> {
  const actor = personOf(submission, deps.team);
  const value = readApprovalValue(submission.view.private_metadata);
  if (value === undefined) return ack(instead(NOT_OURS));
  if (deps.stopping()) return ack(underneath(REASON, BEING_STOPPED));
  const denial: Parameters<Operations["decide"]>[0] = {
    ...{ approvalId: value.approval, what: "deny", digest: value.digest, actor, via: "slack" },
    reason: submission.view.state.values[REASON]?.[REASON]?.value ?? undefined,
    // One window, one decision: it may be sent again after an answer that was no success.
    trigger: submission.view.id,
  };
  await deps.inFlight.run(FORM_PATIENCE.deadlineMs, async (signal) => {
    const decided = deps.operations.decide(denial, signal).then(
      () => "stored" as const,
      (error: unknown) => toTold(error, deps.log),
    );
    const how = await inTime(FORM_PATIENCE.ackMs, decided);
    if (how === "stored") return ack();
    const told = how ?? TOO_LONG;
    await ack(refusedForm(told));
  });
}

const NOT_OURS: Told = {
  kind: "refused",
  message: "This window is of another version of Freezeframe; nothing was decided",
  next: "close it, and click Deny… again",
};
const BEING_STOPPED: Told = {
  kind: "unreachable",
  message: "Freezeframe is being stopped; nothing was decided",
  next: "send it again in a minute",
};
const TOO_LONG: Told = {
  kind: "unreachable",
  message: "It took longer than Slack waits, so whether it was decided is not known here",
  next: "the request's message shows it; else send it again",
};
