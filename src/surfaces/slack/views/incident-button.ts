import type { Button } from "@slack/types";
import type { Incident } from "#domain/rpo/incident.ts";
import { incidentValue } from "../incident-value.ts";
import { LIMITS } from "../limits.ts";
import { escaped, plain } from "../mrkdwn.ts";

/** How one of an incident's buttons differs. */
interface Kind {
  /** What a screen reader says it is about. */
  readonly about: "incident" | "failed snapshot";
  /** How long what it does is to last, ms. */
  readonly forMs?: number;
}

/** A button of an incident's message. Who may is asked at the click. */
export const incidentButton = (
  { id: incident, application }: Incident,
  action_id: string,
  text: string,
  { about, forMs }: Kind = { about: "incident" },
): Button => ({
  type: "button",
  action_id,
  text: { type: "plain_text", text },
  value: incidentValue({ incident, application, ...(forMs === undefined ? {} : { forMs }) }),
  accessibility_label: plain(`${text}: the ${about} of ${application}`, LIMITS.button),
});

/** One that freezes the application, so it asks first. */
export const freezingButton = (
  incident: Incident,
  action_id: string,
  text: string,
  { question, ...kind }: Kind & { readonly question: string },
): Button => ({
  ...incidentButton(incident, action_id, text, kind),
  style: "primary",
  confirm: {
    title: { type: "plain_text", text: question },
    text: {
      type: "mrkdwn",
      text: `*${escaped(incident.application, 80)}* is frozen for a moment, as its manifest says.`,
    },
    confirm: { type: "plain_text", text: "Take it" },
    deny: { type: "plain_text", text: "Not now" },
  },
});
