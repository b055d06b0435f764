import { describeDuration } from "#domain/duration.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { prunedWords } from "#domain/retention/result.ts";
import type { RunView } from "#engine/port.ts";
import type { Thawed } from "#operations/index.ts";
import { toIso } from "#support/clock.ts";
import { table } from "./rows.ts";

/** The answer to `points`, newest first. */
export function pointsText(application: string, points: readonly RecoveryPoint[], now: number): string {
  if (points.length === 0)
    return `${application} has no recovery points yet: freezeframe snapshot ${application}`;
  const body = points.map((point) => [
    point.id,
    point.label.grade ?? "–",
    describeDuration(now - point.createdAt),
    `${point.label.text}${point.protected === undefined ? "" : ", protected"}`,
    point.reason ?? "",
  ]);
  return table(["POINT", "GRADE", "AGE", "LABEL", "REASON"], body).join("\n");
}

/** The answer to `runs`, newest first. */
export function runsText(runs: readonly RunView[]): string {
  if (runs.length === 0) return "no runs yet";
  const body = runs.map((run) => [
    run.id,
    run.workflow,
    run.state,
    toIso(run.createdAt),
    run.lockKey ?? "",
    run.error?.message ?? outcome(run),
  ]);
  return table(["RUN", "WORKFLOW", "STATE", "STARTED", "APPLICATION", "OUTCOME"], body).join("\n");
}

const outcome = ({ result }: RunView): string =>
  prunedWords(result) ??
  (typeof result === "object" && result !== null && "outcome" in result ? String(result.outcome) : "");

/** The answer to `thaw`. */
export const thawText = (application: string, guests: readonly Thawed[]): string =>
  [`${application}:`, ...guests.map((guest) => `  ${guest.server}: ${guest.text}`)].join("\n");
