import type { ViewResponseAction } from "@slack/bolt";
import { fitted } from "../fit.ts";
import { plain } from "../mrkdwn.ts";
import { errorWords, type Told } from "../views/error-words.ts";
import { errorModal, REASON } from "../views/index.ts";

/** Slack names no limit for the words under an input; more nobody reads there. */
const ERROR_MAX = 400;

/** Under one field of the form: the window stays, with what was typed still in it. */
export const underneath = (field: string, { kind, message, next }: Told): ViewResponseAction => ({
  response_action: "errors",
  errors: {
    [field]: fitted(
      plain([`${errorWords(kind)}: ${message}`, next].filter(Boolean).join(". Next: ")),
      ERROR_MAX,
    ),
  },
});

/** In place of the form. */
export const instead = (told: Told): ViewResponseAction => ({
  response_action: "update",
  view: errorModal(told),
});

/** Slack waits 3 s for the answer to a form; what was sent is stored before it. */
export const FORM_PATIENCE = { deadlineMs: 2_300, ackMs: 2_600 };

/** What the same window may be sent again for, with what was typed still in it. */
const canMend: ReadonlySet<string> = new Set(["invalid-input", "unreachable", "failed"]);

/** Under the reason, where sending it again may help; else in place of the form. */
export const refusedForm = (told: Told): ViewResponseAction =>
  canMend.has(told.kind) ? underneath(REASON, told) : instead(told);
