import { describeDuration } from "#domain/duration.ts";
import { toMinute } from "#domain/minute.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { SNOOZE_MS } from "#domain/rpo/snooze.ts";
import { parseUntil } from "#domain/until.ts";
import type { Answer, Asked } from "./answer.ts";
import { incidentsText } from "./text/incidents.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/** `incidents`: what is missed that the next run does not mend, then what was. */
export const incidentsVerb = (asked: Asked): Promise<Answer> =>
  withSession(asked, async ({ operations }) => {
    const incidents = await operations.incidents();
    return ok(incidentsText(incidents, asked.now()), incidents);
  });

/** `snooze INCIDENT [--until TIME|resolved]`: nobody is reminded of it before that. */
export async function snoozeVerb(asked: Asked, incidentId: string): Promise<Answer> {
  // Before anything is opened: a mistyped time costs nothing.
  const forMs = forHowLong(asked.arguments.until, asked.now());
  return withSession(asked, async ({ operations }) => {
    const actor = await asked.backstage.actor();
    const snoozed = await operations.snooze({ incidentId, forMs, actor }, asked.signal);
    return ok(snoozedText(snoozed, asked.now()), snoozed);
  });
}

function forHowLong(until: string | undefined, now: number): number | undefined {
  if (until === undefined) return SNOOZE_MS;
  return until === "resolved" ? undefined : parseUntil(until, now) - now;
}

const snoozedText = ({ id, snoozed }: Incident, now: number): string =>
  snoozed?.until === undefined
    ? `${id}: snoozed until it is resolved`
    : `${id}: snoozed until ${toMinute(snoozed.until)} (${describeDuration(snoozed.until - now)}); it stays in the status`;
