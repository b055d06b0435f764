import { toIso } from "#support/clock.ts";
import type { Incident, IncidentKind } from "./incident.ts";
import type { Standing } from "./standing.ts";

/** What is to be written, and what happened. */
export interface IncidentChange {
  readonly act: "opened" | "changed" | "reminded" | "resolved";
  readonly next: Incident;
}

/**
 * Pure: what a standing makes of the incident that is open (or of none). Undefined: nothing. It opens once, changes when
 * the facts do, is told anew when a snooze ends, and is resolved by what keeps the objective.
 */
export function nextIncident(
  { kind, application }: { readonly kind: IncidentKind; readonly application: string },
  standing: Standing,
  open: Incident | undefined,
  now: number,
): IncidentChange | undefined {
  if (open === undefined) {
    if (standing.state !== "missed") return undefined;
    const { text, next } = standing;
    const id = `${kind}:${application}:${toIso(now).slice(0, 19)}Z`;
    return { act: "opened", next: { id, kind, application, openedAt: now, text, next } };
  }
  if (standing.state === "kept")
    return { act: "resolved", next: { ...open, resolvedAt: now, resolvedBy: standing.by } };
  const said = standing.state === "missed" ? { ...open, text: standing.text, next: standing.next } : open;
  const { snoozed, ...awake } = said;
  // What is being mended is no reason to call anybody, but the snooze stays to be ended.
  if (standing.state === "missed" && snoozed?.until !== undefined && snoozed.until <= now)
    return { act: "reminded", next: { ...awake, remindedAt: now } };
  return said.text === open.text && said.next === open.next ? undefined : { act: "changed", next: said };
}
