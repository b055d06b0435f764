import { z } from "zod";
import type { AuditedFailure } from "#domain/audit-report/report.ts";
import type { RunView } from "#engine/port.ts";
import { RESTORE_APPLICATION, SNAPSHOT_APPLICATION } from "#workflows/names.ts";
import { applicationOf } from "./run-lines.ts";

/** Little enough of a result that one of an older version is understood too. */
const Snapshot = z.looseObject({
  outcome: z.enum(["requirement-missed", "refused", "incomplete"]),
  problems: z.array(z.string()),
});
const Restore = z.looseObject({
  headline: z.string(),
  phases: z.record(z.string(), z.looseObject({ ok: z.boolean() })),
});

/** Runs that broke, and snapshots and restores that came to no good end. Restore tests have a section of their own. */
export function auditFailures(runs: readonly RunView[]): AuditedFailure[] {
  return runs.flatMap((run) => {
    const text = whyFailed(run);
    if (text === undefined) return [];
    const application = applicationOf(run);
    const { id: runId, workflow, endedAt, createdAt } = run;
    return [
      {
        runId,
        workflow,
        at: endedAt ?? createdAt,
        text,
        ...(application === undefined ? {} : { application }),
      },
    ];
  });
}

function whyFailed({ state, error, workflow, result }: RunView): string | undefined {
  if (state === "failed") return error?.message ?? "it broke";
  if (state === "parked") return "no version of Freezeframe here knows how to go on with it";
  if (state !== "done") return undefined;
  if (workflow === SNAPSHOT_APPLICATION) {
    const read = Snapshot.safeParse(result).data;
    return read && `${read.outcome}${read.problems[0] === undefined ? "" : `: ${read.problems[0]}`}`;
  }
  if (workflow !== RESTORE_APPLICATION) return undefined;
  const read = Restore.safeParse(result).data;
  return read && Object.values(read.phases).some(({ ok }) => !ok) ? read.headline : undefined;
}
