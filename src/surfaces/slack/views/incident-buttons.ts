import type { ActionsBlock, Button } from "@slack/types";
import type { Incident } from "#domain/rpo/incident.ts";
import { SNOOZE_MS } from "#domain/rpo/snooze.ts";
import { freezingButton, incidentButton } from "./incident-button.ts";
import { repairButtons } from "./repair-buttons.ts";

/** What can be done about an open incident; a snooze can be made longer. Who may is asked at the click. */
export const incidentButtons = (incident: Incident): ActionsBlock[] => [
  ...repairButtons(incident),
  {
    type: "actions",
    elements: [
      ...(incident.kind === "rpo" ? [snapshotNow(incident)] : []),
      incidentButton(incident, "snooze", "Snooze 4 h", { about: "incident", forMs: SNOOZE_MS }),
      incidentButton(incident, "snooze-until-resolved", "Snooze until resolved"),
    ],
  },
];

const snapshotNow = (incident: Incident): Button =>
  freezingButton(incident, "snapshot-now", "Snapshot now", {
    about: "incident",
    question: "Take a snapshot now?",
  });
