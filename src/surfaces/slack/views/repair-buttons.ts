import type { ActionsBlock, Button } from "@slack/types";
import { type Repair, repairsOf } from "#domain/failure/repairs.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { incidentValue } from "../incident-value.ts";
import { LIMITS } from "../limits.ts";
import { escaped, plain } from "../mrkdwn.ts";

/** What fits the failure, as buttons. Who may is asked at the click. */
export const repairButtons = (incident: Incident): ActionsBlock[] =>
  incident.failure === undefined || incident.resolvedAt !== undefined
    ? []
    : [
        {
          type: "actions",
          elements: repairsOf(incident.failure).map((repair) => BUTTONS[repair](incident)),
        },
      ];

/** `repair-retry` */
export const repairAction = (repair: Repair): string => `repair-${repair}`;

const button = (repair: Repair, text: string, { id, application }: Incident): Button => ({
  type: "button",
  action_id: repairAction(repair),
  text: { type: "plain_text", text },
  value: incidentValue({ incident: id, application }),
  accessibility_label: plain(`${text}: the failed snapshot of ${application}`, LIMITS.button),
});

const BUTTONS: Readonly<Record<Repair, (incident: Incident) => Button>> = {
  retry: (incident) => ({
    ...button("retry", "Retry", incident),
    style: "primary",
    confirm: {
      title: { type: "plain_text", text: "Take the snapshot again?" },
      text: {
        type: "mrkdwn",
        text: `*${escaped(incident.application, 80)}* is frozen for a moment, as its manifest says.`,
      },
      confirm: { type: "plain_text", text: "Take it" },
      deny: { type: "plain_text", text: "Not now" },
    },
  }),
  "clean-up": (incident) => button("clean-up", "Clean up…", incident),
  "thaw-state": (incident) => button("thaw-state", "Thaw state", incident),
  runbook: (incident) => button("runbook", "Runbook", incident),
};
