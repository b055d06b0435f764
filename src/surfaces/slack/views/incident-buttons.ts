import type { ActionsBlock, Button } from "@slack/types";
import type { Incident } from "#domain/rpo/incident.ts";
import { SNOOZE_MS } from "#domain/rpo/snooze.ts";
import { incidentValue } from "../incident-value.ts";
import { LIMITS } from "../limits.ts";
import { escaped, plain } from "../mrkdwn.ts";
import { repairButtons } from "./repair-buttons.ts";

/** What can be done about an open incident; a snooze can be made longer. Who may is asked at the click. */
export const incidentButtons = (incident: Incident): ActionsBlock[] => [
  ...repairButtons(incident),
  {
    type: "actions",
    elements: [
      ...(incident.kind === "rpo" ? [snapshotNow(incident)] : []),
      button(incident, "snooze", "Snooze 4 h", SNOOZE_MS),
      button(incident, "snooze-until-resolved", "Snooze until resolved"),
    ],
  },
];

const button = (
  { id: incident, application }: Incident,
  action_id: string,
  text: string,
  forMs?: number,
): Button => ({
  type: "button",
  action_id,
  text: { type: "plain_text", text },
  value: incidentValue({ incident, application, ...(forMs === undefined ? {} : { forMs }) }),
  accessibility_label: plain(`${text}: the incident of ${application}`, LIMITS.button),
});

const snapshotNow = (incident: Incident): Button => ({
  ...button(incident, "snapshot-now", "Snapshot now"),
  style: "primary",
  confirm: {
    title: { type: "plain_text", text: "Take a snapshot now?" },
    text: {
      type: "mrkdwn",
      text: `*${escaped(incident.application, 80)}* is frozen for a moment, as its manifest says.`,
    },
    confirm: { type: "plain_text", text: "Take it" },
    deny: { type: "plain_text", text: "Not now" },
  },
});
