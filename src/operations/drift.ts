import { nextReport } from "#domain/drift/next-report.ts";
import type { DriftFinding, DriftReport } from "#domain/drift/report.ts";
import { findApplication } from "#domain/find-application.ts";
import type { AuditRow } from "#workflows/records-port.ts";
import type { Context } from "./context.ts";
import { lookForDrift } from "./look-for-drift.ts";

/** An application that could not be looked at; the next look tries again. */
export interface DriftFailure {
  readonly application: string;
  readonly error: unknown;
}

/**
 * Looks now, at one application or at all of them, one after another, and keeps what it has found. Reading needs no right;
 * nothing but our own store changes. Throws `not-found`.
 */
export async function drift(
  context: Context,
  application: string | undefined,
  signal: AbortSignal,
): Promise<DriftReport[]> {
  const manifests = context.manifests.current();
  const names = application === undefined ? [...manifests.keys()].sort() : [application];
  const reports: DriftReport[] = [];
  for (const name of names) reports.push(await look(context, name, signal));
  return reports;
}

/** Looks at applications that were not looked at for so long; ask it each minute. Throws the signal's reason. */
export async function watchDrift(context: Context, signal: AbortSignal): Promise<DriftFailure[]> {
  const { manifests, ports } = context;
  const failures: DriftFailure[] = [];
  for (const application of manifests.current().keys()) {
    signal.throwIfAborted();
    // A look asks guests, too: whoever beats for a frozen one comes first.
    if (ports.windowSlots.open > 0) return failures;
    const before = await ports.drift.report(application);
    const since = ports.clock.now() - (before?.at ?? Number.NEGATIVE_INFINITY);
    // Somebody may have set the clock back.
    if (since >= 0 && since < ports.driftEveryMs) continue;
    try {
      await look(context, application, signal);
    } catch (error) {
      signal.throwIfAborted();
      failures.push({ application, error });
    }
  }
  return failures;
}

async function look(context: Context, name: string, signal: AbortSignal): Promise<DriftReport> {
  const { manifests, ports } = context;
  const application = findApplication(manifests.current(), name);
  const parts = await lookForDrift(context, application, signal);
  const before = await ports.drift.report(application.application);
  const { report, found, resolved } = nextReport(
    { application: application.application, at: ports.clock.now(), parts },
    before,
  );
  await ports.drift.save(report, [
    ...found.map((finding) => row("drift.found", name, finding)),
    ...resolved.map((finding) => row("drift.resolved", name, finding)),
  ]);
  return report;
}

const row = (
  act: string,
  application: string,
  { code, subject, severity, text }: DriftFinding,
): AuditRow => ({
  actor: "watch",
  act,
  subject: application,
  detail: { code, about: subject, severity, text },
});
