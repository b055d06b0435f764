import type { Application } from "#domain/application.ts";
import { describeDuration } from "#domain/duration.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { date, escaped, withMoments } from "../mrkdwn.ts";
import { section } from "./blocks.ts";
import { calledOf, incidentTitle } from "./incident-words.ts";
import type { Message } from "./message.ts";
import { nextStep } from "./next-step.ts";
import { allClearLines } from "./repair-lines.ts";

/** A word in an incident's thread: its snooze is over and it is still open, or it is resolved. */
export function incidentNews(
  incident: Incident,
  what: "again" | "resolved",
  application: Application | undefined,
): Message {
  const { text, next, openedAt, resolvedAt = openedAt, resolvedBy = "nobody knows what" } = incident;
  const title = escaped(incidentTitle(incident), 200);
  if (what === "resolved" && incident.failure !== undefined)
    return { text: title, blocks: [section([`*${title}*`, ...allClearLines(incident)])] };
  if (what === "resolved") {
    const after = `after ${describeDuration(resolvedAt - openedAt)}: `;
    return {
      text: `${title}, ${after}${escaped(resolvedBy)}`,
      blocks: [section([`*${title}*, ${after}${withMoments(resolvedBy)}`])],
    };
  }
  return {
    text: `${title}, still: the snooze is over`,
    blocks: [
      section([
        `*${title}*, still: the snooze is over`,
        `${withMoments(text, 800)} (open since ${date(openedAt)})`,
        nextStep(next),
        calledOf(application),
      ]),
    ],
  };
}
