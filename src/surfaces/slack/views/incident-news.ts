import type { Application } from "#domain/application.ts";
import { describeDuration } from "#domain/duration.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { date, escaped } from "../mrkdwn.ts";
import { section } from "./blocks.ts";
import { calledOf, incidentTitle } from "./incident-words.ts";
import type { Message } from "./message.ts";
import { nextStep } from "./next-step.ts";

/** A word in an incident's thread: its snooze is over and it is still open, or it is resolved. */
export function incidentNews(
  incident: Incident,
  what: "again" | "resolved",
  application: Application | undefined,
): Message {
  const { text, next, openedAt, resolvedAt = openedAt, resolvedBy = "nobody knows what" } = incident;
  const title = escaped(incidentTitle(incident), 200);
  if (what === "resolved") {
    const how = `after ${describeDuration(resolvedAt - openedAt)}: ${escaped(resolvedBy, 300)}`;
    return { text: `${title}, ${how}`, blocks: [section([`*${title}*, ${how}`])] };
  }
  return {
    text: `${title}, still: the snooze is over`,
    blocks: [
      section([
        `*${title}*, still: the snooze is over`,
        `${escaped(text, 800)} (open since ${date(openedAt)})`,
        nextStep(next),
        calledOf(application),
      ]),
    ],
  };
}
