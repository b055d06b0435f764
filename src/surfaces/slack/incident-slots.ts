import type { Incident } from "#domain/rpo/incident.ts";
import type { NewSlot } from "./outbox/outbox.ts";

/**
 * The messages that an incident owes to its application's channel as it stands: its one message, edited in place, and in its
 * thread a word for each end of a snooze and for its resolution, because an edit tells nobody.
 */
export function incidentSlots(incident: Incident, channel: string): NewSlot[] {
  const { id: incidentId, remindedAt, resolvedAt, failure } = incident;
  const id = incidentSlotId(incidentId);
  const [failed] = failure?.runs ?? [];
  const news = (what: "again" | "resolved", at: number): NewSlot => ({
    id: `${id} ${what} ${at}`,
    channel,
    about: { kind: "incident-news", incidentId, what, at },
  });
  return [
    failed === undefined
      ? { id, channel, about: { kind: "incident", incidentId } }
      : { id: incidentRootId(incident), channel, about: { kind: "alert", runId: failed.id } },
    ...(remindedAt === undefined ? [] : [news("again", remindedAt)]),
    ...(resolvedAt === undefined ? [] : [news("resolved", resolvedAt)]),
  ];
}

/** The slot of its one message: of a failed snapshot that is the alert of its first run. */
export function incidentRootId({ id, failure }: Pick<Incident, "id" | "failure">): string {
  const [failed] = failure?.runs ?? [];
  return failed === undefined ? incidentSlotId(id) : `alert ${failed.id}`;
}

const incidentSlotId = (incidentId: string): string => `incident ${incidentId}`;
