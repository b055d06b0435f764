import type { Incident } from "#domain/rpo/incident.ts";
import { date, escaped } from "../mrkdwn.ts";
import { section } from "./blocks.ts";
import type { Message } from "./message.ts";

/** To whoever has snoozed an incident. */
export function snoozedAnswer({ application, snoozed }: Incident): Message {
  const until = snoozed?.until === undefined ? "until it is resolved" : `until ${date(snoozed.until)}`;
  const name = escaped(application, 80);
  return {
    text: `💤 ${name}: snoozed ${until}`,
    blocks: [
      section([`💤 *${name}: snoozed ${until}.* Nobody is reminded before that; it stays in the status.`]),
    ],
  };
}
