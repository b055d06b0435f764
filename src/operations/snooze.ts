import { describeDuration } from "#domain/duration.ts";
import { DomainError } from "#domain/errors.ts";
import type { Actor } from "#domain/permission.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { asked, seenBy } from "./asker.ts";
import type { Context } from "./context.ts";
import { operatorOf } from "./operator-of.ts";

export interface SnoozeRequest {
  readonly incidentId: string;
  /** Milliseconds; absent: until it is resolved. */
  readonly forMs?: number | undefined;
  readonly actor: Actor;
}

const SHORTEST_MS = 60_000;
/** Longer than this nobody means to come back to it. */
const LONGEST_MS = 30 * 86_400_000;

/** See {@link Operations.snooze}. One durable write, or the audit row of the refusal. */
export async function snooze(
  context: Context,
  request: SnoozeRequest,
  signal: AbortSignal,
): Promise<Incident> {
  const { records } = context.ports;
  const { incidentId, actor } = request;
  // What somebody made up is kept short.
  return asked(records, { actor, act: "incident.snooze", subject: incidentId.slice(0, 120) }, async () => {
    const kept = await records.incident(incidentId);
    if (kept === undefined)
      throw new DomainError("not-found", `there is no incident "${incidentId}"`, {
        next: "freezeframe incidents lists them",
      });
    const about = { application: kept.incident.application, act: "snooze an incident" };
    const seen = await operatorOf(context, about, actor, signal);
    return save(context, request, { by: seen.slackId, detail: seenBy(actor, seen) });
  });
}

/** Whatever became of the incident while Slack was asked counts. */
async function save(
  context: Context,
  request: SnoozeRequest,
  { by, detail }: { readonly by: string; readonly detail: ReturnType<typeof seenBy> },
): Promise<Incident> {
  const { clock, records } = context.ports;
  const { incidentId, forMs } = request;
  for (;;) {
    const kept = await records.incident(incidentId);
    if (kept === undefined || kept.incident.resolvedAt !== undefined)
      throw new DomainError("refused", `incident ${incidentId} is resolved: there is nothing to snooze`);
    if (forMs !== undefined && !(forMs >= SHORTEST_MS && forMs <= LONGEST_MS))
      throw new DomainError(
        "invalid-input",
        `an incident is snoozed for ${describeDuration(SHORTEST_MS)} to ${describeDuration(LONGEST_MS)}`,
        { next: "say for how long, such as 4h" },
      );
    const at = clock.now();
    const until = forMs === undefined ? {} : { until: at + forMs };
    const next: Incident = { ...kept.incident, snoozed: { ...until, by, at } };
    const audit = { actor: by, act: "snoozed", detail: { ...detail, ...until } };
    if (await records.saveIncident(next, kept.version, audit)) return next;
  }
}
