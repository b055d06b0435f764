import type { Incident } from "#domain/rpo/incident.ts";
import { code, escaped } from "../mrkdwn.ts";
import { context, section } from "./blocks.ts";
import { incidentTitle } from "./incident-words.ts";
import type { Message } from "./message.ts";
import { allClearLines } from "./repair-lines.ts";

/** The alert of a failed snapshot once nothing is to be done any more: who mended it, and when. No buttons. */
export function allClear(incident: Incident): Message {
  const title = escaped(incidentTitle(incident), 200);
  return {
    text: `${title}${incident.resolvedBy === undefined ? "" : `: ${escaped(incident.resolvedBy, 300)}`}`,
    blocks: [
      section([`*${title}*`, ...allClearLines(incident)]),
      context([`incident ${code(incident.id, 200)}`]),
    ],
  };
}
