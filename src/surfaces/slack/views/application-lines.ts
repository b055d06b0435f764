import type { ApplicationStatus, PointLine, RunLine } from "#domain/application-status.ts";
import { describeDuration } from "#domain/duration.ts";
import { actorMention, age, code, date, escaped } from "../mrkdwn.ts";
import { incidentLines, nextRunLines, testLines } from "./standing-lines.ts";

/**
 * How one application stands: label and age of its newest point, RPO used, RTO and last good test, incidents, what runs and
 * what runs next, whether it is paused.
 */
export function applicationLines(status: ApplicationStatus, now: number): string[] {
  return [
    `${mark(status, now)} *${escaped(status.application, 80)}*  ${newestWords(status, now)}`,
    ...rpoLines(status, now),
    ...testLines(status, now),
    ...incidentLines(status, now),
    ...runLines(status),
    ...pauseLines(status),
    ...nextRunLines(status),
  ];
}

/** What needs somebody first, then by name. */
export const worstFirst = (all: readonly ApplicationStatus[], now: number): ApplicationStatus[] =>
  all.toSorted((a, b) => urgency(b, now) - urgency(a, now) || (a.application < b.application ? -1 : 1));

/** How urgent: 3 = the RPO is missed, 2 = the last test failed or an incident is open, 1 = paused or no point, 0 = fine. */
export function urgency(status: ApplicationStatus, now: number): number {
  if (missesRpo(status, now)) return 3;
  const { newest, paused, lastTest, incidents } = status;
  if (lastTest?.verdict === "failed" || incidents.length > 0) return 2;
  return newest === undefined || paused !== undefined ? 1 : 0;
}

export const missesRpo = (
  { rpoMs, usable }: Pick<ApplicationStatus, "rpoMs" | "usable">,
  now: number,
): boolean => rpoMs !== undefined && (usable === undefined || now - usable.createdAt > rpoMs);

/** A tick only where there is an RPO to keep. */
function mark(status: ApplicationStatus, now: number): string {
  if (urgency(status, now) >= 2) return "🔴";
  if (status.paused !== undefined) return "⏸️";
  return status.rpoMs === undefined ? "⚪" : "✅";
}

function newestWords({ newest, usable, wanted }: ApplicationStatus, now: number): string {
  if (newest === undefined) return "no recovery point yet";
  if (newest.id === usable?.id || wanted === undefined) return pointWords(newest, now);
  const best =
    usable === undefined
      ? "none does"
      : `newest that does: *${usable.grade ?? "–"}, ${age(usable.createdAt, now)}*`;
  return `${pointWords(newest, now)}\nDoes not count, ${wanted} is wanted; ${best}`;
}

const pointWords = ({ grade, text, createdAt }: PointLine, now: number): string =>
  `${grade ?? "no grade"} – ${escaped(text, 120)}, ${age(createdAt, now)}`;

function rpoLines({ rpoMs, usable }: ApplicationStatus, now: number): string[] {
  if (rpoMs === undefined) return ["No RPO set"];
  const rpo = describeDuration(rpoMs);
  if (usable === undefined) return [`RPO ${rpo}: *MISSED*, no point counts`];
  const percent = Math.round((Math.max(0, now - usable.createdAt) / rpoMs) * 100);
  const cells = Math.min(10, Math.floor(percent / 10));
  const bar = `${"▓".repeat(cells)}${"░".repeat(10 - cells)}`;
  return percent > 100
    ? [`RPO ${rpo}: ${bar} *MISSED*, ${percent} % used`]
    : [`RPO ${rpo}: ${bar} ${percent} % used`];
}

/** A run that waits for an approval, and then for the run that it begins. */
const isRequest = ({ workflow }: RunLine): boolean => workflow.startsWith("request-");

function whatRuns(workflow: string): string {
  if (workflow.startsWith("restore-")) return "restore runs";
  if (workflow.startsWith("test-restore")) return "restore test runs";
  return workflow.startsWith("discard-") ? "a restore is being discarded" : "snapshot runs";
}

function runLines({ runs }: ApplicationStatus): string[] {
  const own = runs.filter((run) => !isRequest(run));
  const running = own.filter((run) => run.state === "running");
  const queued = own.length - running.length;
  return [
    ...runs
      .filter((run) => isRequest(run) && run.phase === "approval")
      .slice(0, 3)
      .map(
        ({ since, requestedBy, workflow }) =>
          `🔐 ${workflow.startsWith("request-restore") ? "a restore " : ""}waits for approval since ${date(since)}${requestedBy === undefined ? "" : `, asked by ${actorMention(requestedBy)}`}`,
      ),
    ...running.slice(0, 3).map(({ runId, workflow, phase, since, requestedBy }) => {
      const by = requestedBy === undefined ? "" : `, asked by ${actorMention(requestedBy)}`;
      const now = phase === undefined ? "" : ` (${escaped(phase, 40)} now)`;
      return `⏳ ${whatRuns(workflow)}${now} since ${date(since)}${by}, ${code(runId, 80)}`;
    }),
    ...(queued === 0 ? [] : [`⏳ ${queued} queued`]),
  ];
}

const pauseLines = ({ paused }: ApplicationStatus): string[] =>
  paused === undefined
    ? []
    : [`⏸️ paused until ${date(paused.until)} by ${actorMention(paused.by)}: ${escaped(paused.reason, 200)}`];
