import type { ReminderMoment } from "#domain/message-slot.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import { actorMention, code, date, escaped } from "../mrkdwn.ts";
import { requestIdOf } from "../restore-run.ts";
import { context, section } from "./blocks.ts";
import type { Message } from "./message.ts";

const WHEN: Readonly<Record<ReminderMoment, string>> = {
  "24h": "ends within a day",
  "1h": "ends within the hour",
  over: "is over",
};

/** What a restore made stays for a time that was told when it was asked for; before it ends, and when it has. */
export function restoreReminder(
  { id, application, requestedBy, report, plan }: RestoreRecord,
  moment: ReminderMoment,
): Message {
  const title = `⌛ ${application}: the time of a restore ${WHEN[moment]}`;
  const request = requestIdOf(id);
  const volumes = report?.volumes.length ?? 0;
  const where = plan.server === undefined ? "" : `, attached to ${escaped(plan.server.name, 80)}`;
  const until = report?.expiresAt;
  return {
    text: `${escaped(title, 200)}: ${actorMention(requestedBy)}`,
    blocks: [
      section([
        `*${escaped(title, 200)}*`,
        `${actorMention(requestedBy)}: ${volumes === 1 ? "1 volume" : `${volumes} volumes`} of point ${code(plan.point.id, 120)}${where}${until === undefined ? "" : `, until ${date(until)}`}.`,
        moment === "over"
          ? "It counts as forgotten now. Nothing was deleted by itself."
          : "After that it counts as forgotten.",
        `*Next:* ${code(`/ff discard ${request}`, 120)} when nobody needs it any more. In use? The first commands of its *Cut-over…* take it out of the restore's hands.`,
      ]),
      context([`restore ${code(id, 120)}`]),
    ],
  };
}
