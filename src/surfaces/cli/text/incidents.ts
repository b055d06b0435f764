import { describeDuration } from "#domain/duration.ts";
import { toMinute } from "#domain/minute.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { type Row, rows } from "./rows.ts";

/** The answer to `incidents`. */
export function incidentsText(incidents: readonly Incident[], now: number): string {
  const open = incidents.filter(({ resolvedAt }) => resolvedAt === undefined);
  const resolved = incidents.filter(({ resolvedAt }) => resolvedAt !== undefined).slice(0, RESOLVED_SHOWN);
  const first = open.length === 0 ? ["no incident is open: no objective is missed for good"] : [];
  return [...first, ...[...open, ...resolved].map((one) => incidentText(one, now))].join("\n\n");
}

const RESOLVED_SHOWN = 10;

const incidentText = (incident: Incident, now: number): string =>
  [
    `${incident.resolvedAt === undefined ? "OPEN" : "resolved"}  ${incident.id}`,
    ...rows(rowsOf(incident, now)),
  ].join("\n");

function rowsOf({ text, next, openedAt, snoozed, resolvedAt, resolvedBy }: Incident, now: number): Row[] {
  if (resolvedAt !== undefined)
    return [
      ["was", text],
      [
        "open",
        `from ${toMinute(openedAt)} to ${toMinute(resolvedAt)} (${describeDuration(resolvedAt - openedAt)})`,
      ],
      ["resolved", `by ${resolvedBy ?? "nobody knows what"}`],
    ];
  return [
    ["missed", text],
    ["since", `${toMinute(openedAt)} (${describeDuration(now - openedAt)})`],
    [
      "snoozed",
      snoozed &&
        `by ${snoozed.by} until ${snoozed.until === undefined ? "it is resolved" : toMinute(snoozed.until)}`,
    ],
    ["next", next],
  ];
}
