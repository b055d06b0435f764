import type { KnownBlock } from "@slack/types";
import type { Incident } from "#domain/rpo/incident.ts";
import { ago, code, date, escaped, withMoments } from "../mrkdwn.ts";
import { context, section } from "./blocks.ts";
import { incidentButtons } from "./incident-buttons.ts";
import { incidentTitle, snoozeLine } from "./incident-words.ts";
import type { Message } from "./message.ts";
import { nextStep } from "./next-step.ts";

/** More is for the command line. */
const SHOWN = { open: 8, resolved: 5 };

/** What is missed and not about to be mended, each with what can be done; then what was resolved last. */
export function incidentsAnswer(incidents: readonly Incident[], now: number): Message {
  const open = incidents.filter(({ resolvedAt }) => resolvedAt === undefined);
  const resolved = incidents.filter(({ resolvedAt }) => resolvedAt !== undefined);
  const left = open.length - SHOWN.open;
  const said =
    open.length === 0
      ? "✅ No incident is open: no objective is missed for good"
      : `🚨 ${open.length === 1 ? "1 incident is" : `${open.length} incidents are`} open`;
  return {
    text: said,
    blocks: [
      section([`*${said}*`]),
      ...open.slice(0, SHOWN.open).flatMap(openBlocks),
      ...(left > 0
        ? [context([`… and ${left} more: ${code("freezeframe incidents")} on the command line`])]
        : []),
      ...(resolved.length === 0
        ? []
        : [
            section([
              "*Resolved last*",
              ...resolved.slice(0, SHOWN.resolved).map((one) => resolvedLine(one, now)),
            ]),
          ]),
    ],
  };
}

const openBlocks = (incident: Incident): KnownBlock[] => [
  section([
    `*${escaped(incidentTitle(incident), 200)}*, since ${date(incident.openedAt)}`,
    withMoments(incident.text, 500),
    snoozeLine(incident),
    nextStep(incident.next),
  ]),
  ...incidentButtons(incident),
];

function resolvedLine(incident: Incident, now: number): string {
  const { openedAt, resolvedAt = openedAt, resolvedBy = "nobody knows what" } = incident;
  return `${escaped(incidentTitle(incident), 200)} ${ago(resolvedAt, now)}: ${withMoments(resolvedBy, 200)}`;
}
