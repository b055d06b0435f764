import { z } from "zod";
import { REASON_MAX } from "#domain/approval.ts";
import { DomainError } from "#domain/errors.ts";
import { RestoreTarget } from "#domain/restore/target.ts";
import { REASON, RESTORE_INPUTS } from "../views/index.ts";
import { readRestoreOf } from "../views/restore-modal.ts";
import type { Submission } from "./payloads.ts";

/** What was filled in. */
export interface RestoreForm {
  readonly application: string;
  readonly point: string;
  /** It was typed, not chosen. */
  readonly older: boolean;
  readonly target: RestoreTarget | undefined;
  /** None: all of the point. */
  readonly roles: readonly string[];
  readonly reason: string;
}

/** Words for one field of a form. */
export class WrongField extends Error {
  readonly field: string;
  readonly told: DomainError;

  constructor(field: string, told: DomainError) {
    super(told.message);
    this.field = field;
    this.told = told;
  }
}

const Id = z.string().min(1).max(200);
const Filled = z.object({ target: RestoreTarget.optional(), roles: z.array(Id).max(100) });

/** Undefined for a window that we did not make. Throws `WrongField` for what is missing. */
export function readRestoreForm({ view }: Submission): RestoreForm | undefined {
  const application = readRestoreOf(view.private_metadata);
  const of = (name: string) => view.state.values[name]?.[name];
  const chosen = of(RESTORE_INPUTS.point)?.selected_option?.value;
  const typed = of(RESTORE_INPUTS.older)?.value?.trim() ?? "";
  const target = of(RESTORE_INPUTS.target)?.selected_option?.value;
  const filled = Filled.safeParse({
    ...(target === undefined ? {} : { target }),
    roles: (of(RESTORE_INPUTS.roles)?.selected_options ?? []).map(({ value }) => value),
  }).data;
  const point = Id.safeParse(typed === "" ? chosen : typed).data;
  if (application === undefined || filled === undefined) return undefined;
  const older = typed !== "";
  if (point === undefined) throw wrong("point", "choose a recovery point");
  const reason = of(REASON)?.value?.trim() ?? "";
  if (reason === "") throw wrong(REASON, "a restore needs a reason: whoever approves it reads it");
  if (reason.length > REASON_MAX) throw wrong(REASON, `at most ${REASON_MAX} characters`);
  return { application, point, older, target: filled.target, roles: filled.roles, reason };
}

const wrong = (field: string, message: string): WrongField =>
  new WrongField(field, new DomainError("invalid-input", message));
