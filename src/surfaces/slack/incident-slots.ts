import type { Incident } from "#domain/rpo/incident.ts";
import type { NewSlot } from "./outbox/outbox.ts";

/**
 * The messages that an incident owes to its application's channel as it stands: its one message, edited in place, and in its
 * thread a word for each end of a snooze and for its resolution, because an edit tells nobody.
 */
export function incidentSlots(incident: Incident, channel: string): NewSlot[] {
  const { id: incidentId, remindedAt, resolvedAt } = incident;
  const id = incidentSlotId(incidentId);
  const news = (what: "again" | "resolved", at: number): NewSlot => ({
    id: `${id} ${what} ${at}`,
    channel,
    about: { kind: "incident-news", incidentId, what, at },
  });
  return [
    { id, channel, about: { kind: "incident", incidentId } },
    ...(remindedAt === undefined ? [] : [news("again", remindedAt)]),
    ...(resolvedAt === undefined ? [] : [news("resolved", resolvedAt)]),
  ];
}

export const incidentSlotId = (incidentId: string): string => `incident ${incidentId}`;
