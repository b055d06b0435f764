import { describeDuration } from "#domain/duration.ts";
import { toMinute } from "#domain/minute.ts";
import type { ScheduleLine } from "#operations/index.ts";
import { type Row, rows } from "./rows.ts";

/** The answer to `schedule`. */
export function scheduleText(lines: readonly ScheduleLine[], now: number): string {
  if (lines.length === 0) return "nothing is scheduled: a manifest's schedule.snapshot does that";
  return lines
    .map((line) => [`${line.application}: ${line.kind}`, ...rows(rowsOf(line, now))].join("\n"))
    .join("\n\n");
}

function rowsOf(
  { cron, timezone, missed, blackout, next, last, owed, paused }: ScheduleLine,
  now: number,
): Row[] {
  const became = last && [last.how, last.why, last.runId].filter((text) => text !== undefined).join(" · ");
  return [
    ["schedule", `${cron} (${timezone}), missed: ${missed}`],
    ["blackout", blackout.join(", ")],
    ["next", ...next.map((at) => `${toMinute(at)} (in ${describeDuration(at - now)})`)],
    ["next", next.length === 0 ? "none" : ""],
    ["owed", owed.map(toMinute).join(", ")],
    ["last", last && `${toMinute(last.slot)} ${became}`],
    ["paused", paused && `until ${toMinute(paused.until)} by ${paused.by}: ${paused.reason}`],
  ];
}
