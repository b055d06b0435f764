import type { Incident } from "#domain/rpo/incident.ts";
import type { Operations } from "#operations/index.ts";
import type { Clock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";
import { incidentSlots } from "./incident-slots.ts";
import type { Outbox } from "./outbox/outbox.ts";

export interface TellIncidentsOptions {
  readonly operations: Pick<Operations, "incidents" | "onIncident">;
  readonly outbox: Pick<Outbox, "open" | "changed">;
  /** The channel of an application by name; undefined: nothing is posted of it. */
  readonly channelOf: (application: string) => string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** What was resolved before this was told then, or the command line tells it. */
const MISSED_FOR_MS = 60 * 60_000;

/**
 * Sees to it that each incident has its message, also one that was opened, told anew or resolved when nobody could be told.
 * Resolves when it is known what was missed; nobody waits for the store to have it.
 */
export async function tellIncidents({
  operations,
  outbox,
  channelOf,
  clock,
  log,
}: TellIncidentsOptions): Promise<void> {
  const tell = async (incident: Incident): Promise<void> => {
    const channel = channelOf(incident.application);
    for (const slot of channel === undefined ? [] : incidentSlots(incident, channel)) {
      outbox.changed(slot.id);
      await outbox.open(slot).catch((err: unknown) => {
        log.error({ err, slot: slot.id }, "an incident could not be told; the next start tries again");
      });
    }
  };
  operations.onIncident((incident) => void tell(incident));
  const after = clock.now() - MISSED_FOR_MS;
  for (const incident of await operations.incidents())
    if (incident.resolvedAt === undefined || incident.resolvedAt >= after) void tell(incident);
}
