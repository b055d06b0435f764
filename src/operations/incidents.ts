import type { Incident } from "#domain/rpo/incident.ts";
import type { IncidentRecords } from "#workflows/incident-records.ts";

/** Resolved ones that a list shows; the audit has all. */
const RESOLVED_SHOWN = 100;

/** Open ones first, oldest first, then those that were resolved last. */
export async function incidents(
  records: Pick<IncidentRecords, "openIncidents" | "incidents">,
): Promise<Incident[]> {
  const open = (await records.openIncidents()).map(({ incident }) => incident);
  const newest = await records.incidents(open.length + RESOLVED_SHOWN);
  const resolved = newest.filter(({ resolvedAt }) => resolvedAt !== undefined);
  return [...open, ...resolved.toSorted((a, b) => (b.resolvedAt ?? 0) - (a.resolvedAt ?? 0))];
}
