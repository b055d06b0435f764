import type { Incident } from "#domain/rpo/incident.ts";
import { nextIncident } from "#domain/rpo/next-incident.ts";
import type { Standing } from "#domain/rpo/standing.ts";
import type { KeptIncident } from "#workflows/incident-records.ts";
import type { Context } from "./context.ts";

/** Whoever wants to know of a change, durable by then. */
export type Tell = (incident: Incident) => void;

/** The one open incident of this kind, as the standing makes it. */
export async function standAs(
  context: Context,
  about: Pick<Incident, "kind" | "application">,
  standing: Standing,
  tell: Tell,
): Promise<void> {
  const open = await context.ports.records.openIncidents();
  const kept = open.find(
    ({ incident: { kind, application } }) => kind === about.kind && application === about.application,
  );
  if (kept === undefined) await begin(context, about, standing, tell);
  else await settle(context, kept, standing, tell);
}

/** Opens an incident where there is none and the standing is a reason for one. */
export async function begin(
  { ports: { records, clock } }: Context,
  about: Pick<Incident, "kind" | "application">,
  standing: Standing,
  tell: Tell,
): Promise<void> {
  const change = nextIncident(about, standing, undefined, clock.now());
  if (change === undefined) return;
  const { act, next } = change;
  if (await records.saveIncident(next, "absent", { actor: "watch", act, detail: { text: next.text } }))
    tell(next);
}

/** What a standing makes of an incident that is open. */
export async function settle(
  { ports: { records, clock } }: Context,
  { incident, version }: KeptIncident,
  standing: Standing,
  tell: Tell,
): Promise<void> {
  const change = nextIncident(incident, standing, incident, clock.now());
  if (change === undefined) return;
  const { act, next } = change;
  const detail = { text: next.resolvedBy ?? next.text };
  // Somebody has snoozed it meanwhile: the next look goes by that.
  if (await records.saveIncident(next, version, { actor: "watch", act, detail })) tell(next);
}
