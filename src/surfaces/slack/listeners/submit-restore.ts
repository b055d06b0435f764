import type { ViewResponseAction } from "@slack/bolt";
import { DomainError } from "#domain/errors.ts";
import type { Actor } from "#domain/permission.ts";
import type { Operations } from "#operations/index.ts";
import type { Told } from "../views/error-words.ts";
import { REASON, restoreAskedModal } from "../views/index.ts";
import { inTime } from "./answering.ts";
import { personOf } from "./clicked.ts";
import type { Deps } from "./deps.ts";
import { FORM_PATIENCE, instead, refusedForm, underneath } from "./form-answers.ts";
import type { Submission } from "./payloads.ts";
import { type RestoreForm, readRestoreForm, WrongField } from "./restore-form.ts";
import { otherTeam } from "./standing-refusals.ts";
import { toTold } from "./to-told.ts";

type Ack = (answer?: ViewResponseAction) => Promise<void>;

/** A restore is asked for. The window then says what happens next, or what is wrong and in which field. */
export async function submitRestore(submission: Submission, ack: Ack, deps: Deps): Promise<void> {
  const actor = personOf(submission, deps.team);
  if (actor.foreign === true) {
    deps.log.warn({ team: actor.team, user: submission.user.id }, "a form of another workspace was refused");
    return ack(instead(otherTeam(deps.team)));
  }
  if (deps.stopping()) return ack(underneath(REASON, BEING_STOPPED));
  await deps.inFlight.run(FORM_PATIENCE.deadlineMs, async (signal) => {
    const asked = ask(submission, actor, deps, signal).catch((error: unknown) => refused(error, deps));
    await ack((await inTime(FORM_PATIENCE.ackMs, asked)) ?? underneath(REASON, TOO_LONG));
  });
}

async function ask(
  submission: Submission,
  actor: Actor,
  deps: Deps,
  signal: AbortSignal,
): Promise<ViewResponseAction> {
  const { operations } = deps;
  const form = readRestoreForm(submission);
  if (form === undefined) return instead(NOT_OURS);
  const application = operations.application(form.application);
  await fits(form, operations);
  const { point, reason, target, roles } = form;
  const request: Parameters<Operations["restore"]>[0] = {
    ...{ application: application.application, point, reason, actor },
    ...(target === undefined ? {} : { target }),
    ...(roles.length === 0 ? {} : { roles: [...roles] }),
    // One window, one request: it may be sent again after an answer that was no success.
    trigger: submission.view.id,
  };
  const requested = await operations.restore(request, signal);
  const view = restoreAskedModal(requested, application, point, application.channel ?? deps.channel);
  return { response_action: "update", view };
}

/** The point is this application's, and has these roles. Throws `WrongField`. */
async function fits(form: RestoreForm, operations: Operations): Promise<void> {
  const field = form.older ? "older" : "point";
  const found = await operations.evidence(form.point).catch((error: unknown) => {
    throw error instanceof DomainError && error.kind === "not-found" ? new WrongField(field, error) : error;
  });
  if (found.application !== form.application)
    throw new WrongField(
      field,
      new DomainError("invalid-input", `${form.point} is a point of ${found.application}`),
    );
  const has = found.evidence.set.members.map(({ role }) => role);
  const missing = form.roles.filter((role) => !has.includes(role));
  if (missing.length > 0)
    throw new WrongField(
      "roles",
      new DomainError("invalid-input", `this point has no ${missing.join(", ")}; it has ${has.join(", ")}`),
    );
}

function refused(error: unknown, { log }: Deps): ViewResponseAction {
  if (error instanceof WrongField) return underneath(error.field, error.told);
  return refusedForm(toTold(error, log));
}

const NOT_OURS: Told = {
  kind: "refused",
  message: "This window is of another version of Freezeframe; nothing was asked for",
  next: "close it, and type /ff restore APP again",
};
const BEING_STOPPED: Told = {
  kind: "unreachable",
  message: "Freezeframe is being stopped; nothing was asked for",
  next: "send it again in a minute",
};
const TOO_LONG: Told = {
  kind: "unreachable",
  message: "It took longer than Slack waits, so whether it was asked for is not known here",
  next: "send it again: the same window is one request",
};
