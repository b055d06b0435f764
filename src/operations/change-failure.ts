import { isDeepStrictEqual } from "node:util";
import type { Failure } from "#domain/failure/failure.ts";
import { failureStanding } from "#domain/failure/failure-standing.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { nextIncident } from "#domain/rpo/next-incident.ts";
import { toIso } from "#support/clock.ts";
import type { Context } from "./context.ts";

/**
 * Brings the incident of an application's failed snapshots to what is known now: opens it, changes it, or resolves it, in one
 * commit with its audit row. `next` is asked again when somebody else was first; undefined: nothing is to be written.
 */
export async function changeFailure(
  { ports: { records, clock } }: Context,
  application: string,
  next: (before: Failure | undefined) => Failure | undefined,
  tell: (incident: Incident) => void,
): Promise<void> {
  for (;;) {
    const kept = (await records.openIncidents()).find(
      ({ incident }) => incident.kind === "snapshot" && incident.application === application,
    );
    const open = kept?.incident;
    const failure = next(open?.failure);
    if (failure === undefined || isDeepStrictEqual(failure, open?.failure)) return;
    const id = open?.id ?? (await freshId(records, application, clock.now()));
    const standing = failureStanding({ id, application }, failure);
    const made = nextIncident({ kind: "snapshot", application }, standing, open, clock.now());
    const base = made?.next ?? open;
    if (base === undefined) return;
    const incident = { ...base, id, failure };
    const detail = { text: incident.resolvedBy ?? incident.text };
    const audit = { actor: "watch", act: made?.act ?? "changed", detail };
    if (await records.saveIncident(incident, kept?.version ?? "absent", audit)) return tell(incident);
  }
}

/** `snapshot:orders-db:2026-11-23T10:00:07Z`; where there was one within the same second, one more. */
async function freshId(
  records: Context["ports"]["records"],
  application: string,
  now: number,
): Promise<string> {
  const id = `snapshot:${application}:${toIso(now).slice(0, 19)}Z`;
  for (let count = 1; ; count += 1) {
    const next = count === 1 ? id : `${id}-${count}`;
    if ((await records.incident(next)) === undefined) return next;
  }
}
