import { describeDuration } from "#domain/duration.ts";
import { toMinute } from "#domain/minute.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import { table } from "./rows.ts";

/** The answer to `restores`, oldest first. */
export function restoresText(restores: readonly RestoreRecord[], now: number): string {
  if (restores.length === 0) return "nothing of any restore is there";
  const body = restores.map((restore) => [
    restore.id,
    restore.state,
    restore.application,
    restore.plan.point.id,
    restore.report?.reached ?? "",
    restore.report === undefined ? "" : String(restore.report.left.length),
    until(restore, now),
    restore.requestedBy,
    restore.reason ?? "",
  ]);
  const heading = [
    "RESTORE",
    "STATE",
    "APPLICATION",
    "POINT",
    "REACHED",
    "THINGS",
    "UNTIL",
    "ASKED BY",
    "REASON",
  ];
  return [...table(heading, body), "freezeframe discard RESTORE ends one: what it has made goes away"].join(
    "\n",
  );
}

function until({ state, report }: RestoreRecord, now: number): string {
  if (state === "left") return "to be removed";
  const at = report?.expiresAt;
  if (at === undefined) return "";
  return at <= now
    ? `OVER since ${describeDuration(now - at)}`
    : `${toMinute(at)} (in ${describeDuration(at - now)})`;
}
