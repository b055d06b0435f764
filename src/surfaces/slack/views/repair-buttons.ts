import type { ActionsBlock, Button } from "@slack/types";
import { type Repair, repairsOf } from "#domain/failure/repairs.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { freezingButton, incidentButton } from "./incident-button.ts";

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

const BUTTONS: Readonly<Record<Repair, (incident: Incident) => Button>> = {
  retry: (incident) =>
    freezingButton(incident, repairAction("retry"), "Retry", {
      about: "failed snapshot",
      question: "Take the snapshot again?",
    }),
  "clean-up": (incident) => button("clean-up", "Clean up…", incident),
  "thaw-state": (incident) => button("thaw-state", "Thaw state", incident),
  runbook: (incident) => button("runbook", "Runbook", incident),
};

const button = (repair: Repair, text: string, incident: Incident): Button =>
  incidentButton(incident, repairAction(repair), text, { about: "failed snapshot" });
