import type { Application } from "#domain/application.ts";
import type { ApplicationStatus } from "#domain/application-status.ts";
import type { MessageSlot } from "#domain/message-slot.ts";
import type { Operations } from "#operations/index.ts";
import { incidentRootId } from "./incident-slots.ts";
import type { Rendered } from "./outbox/rendered.ts";
import { incidentMessage } from "./views/incident-message.ts";
import { incidentNews } from "./views/incident-news.ts";

export interface IncidentSources {
  readonly operations: Pick<Operations, "incidents" | "overview" | "lastDrift">;
  readonly applicationOf: (name: string) => Promise<Application | undefined>;
  readonly slots: { slot(id: string): Promise<MessageSlot | undefined> };
}

type About<Kind> = Extract<MessageSlot["about"], { readonly kind: Kind }>;

/** The incident's one message, as it stands now. */
export async function renderIncident(
  { incidentId }: About<"incident">,
  sources: IncidentSources,
): Promise<Rendered | undefined> {
  const incident = await incidentOf(incidentId, sources);
  if (incident === undefined) return undefined;
  const status = await statusOf(incident.application, sources);
  const application = await sources.applicationOf(incident.application);
  const drift =
    incident.kind === "drift" ? await sources.operations.lastDrift(incident.application) : undefined;
  const message = incidentMessage({ incident, application, status, drift });
  const final = incident.resolvedAt !== undefined;
  return { message, final, priority: final ? "final" : "alert" };
}

/** In the thread of that message; as long as that is not known to be posted, it is owed itself and tells all there is. */
export async function renderIncidentNews(
  { incidentId, what, at }: About<"incident-news">,
  sources: IncidentSources,
): Promise<Rendered | undefined> {
  const incident = await incidentOf(incidentId, sources);
  if (incident === undefined) return undefined;
  // It has been resolved since, or was snoozed and told anew once more.
  if (what === "again" && (incident.resolvedAt !== undefined || incident.remindedAt !== at)) return undefined;
  const root = (await sources.slots.slot(incidentRootId(incident)))?.ts;
  if (root === undefined) return undefined;
  const application = await sources.applicationOf(incident.application);
  const said = incidentNews(incident, what, application);
  const message = { ...said, thread: { ts: root, broadcast: what === "again" } };
  return { message, final: true, priority: what === "again" ? "alert" : "final" };
}

const incidentOf = async (id: string, { operations }: IncidentSources) =>
  (await operations.incidents()).find((incident) => incident.id === id);

const statusOf = async (
  name: string,
  { operations }: IncidentSources,
): Promise<ApplicationStatus | undefined> =>
  (await operations.overview()).find(({ application }) => application === name);
