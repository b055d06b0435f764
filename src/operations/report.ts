import { setImmediate } from "node:timers/promises";
import type { Approval } from "#domain/approval.ts";
import { approvedBy } from "#domain/approval.ts";
import { auditApplication, type Period } from "#domain/audit-report/audit-application.ts";
import type { AuditedApplication, AuditedApproval, AuditReport } from "#domain/audit-report/report.ts";
import { DomainError } from "#domain/errors.ts";
import { auditFailures } from "./audit-failures.ts";
import type { Context } from "./context.ts";

/** Newest first; what is older is named as left out. Sized so that the whole of it is read in seconds. */
const MOST = { runs: 20_000, tests: 1_000, approvals: 2_000, incidents: 2_000 } as const;
/** Points of one application: five years of one every second hour. */
const MOST_POINTS = 22_000;

/**
 * What can be shown of the time since then: labels, tests, coverage, approvals, failures, and whether the audit is as it was
 * written. From the store alone. Other work goes on between two applications. Throws `invalid-input` for a time to come.
 */
export async function report(context: Context, since: number): Promise<AuditReport> {
  const { ports, engine } = context;
  const { records, clock } = ports;
  const period = { since, until: clock.now() };
  if (since >= period.until)
    throw new DomainError("invalid-input", "the report's time lies in the future", {
      next: "--since takes how far back to look, such as 90d",
    });
  // First: what is read after it was there when the chain was found whole.
  const audit = await records.verifyAudit();
  const applications = await auditedApplications(context, period);
  const runs = await engine.list({ limit: MOST.runs });
  const approvals = await records.approvals(MOST.approvals);
  const incidents = await records.incidents(MOST.incidents);
  const within = (at: number) => at >= since && at <= period.until;
  const current = applications.filter((one) => one.protected);
  return {
    version: 1,
    instance: ports.instance,
    ...period,
    audit,
    coverage: {
      applications: current.length,
      covered: current.filter(({ untested }) => untested === undefined).length,
    },
    applications,
    approvals: approvals.filter(({ requestedAt }) => within(requestedAt)).map(auditedApproval),
    failures: auditFailures(runs.filter(({ createdAt }) => within(createdAt))),
    incidents: incidents
      .filter(({ openedAt, resolvedAt }) => within(openedAt) || within(resolvedAt ?? period.until))
      .map(({ id, application, openedAt, resolvedAt, text }) => ({
        id,
        application,
        openedAt,
        text,
        ...(resolvedAt === undefined ? {} : { resolvedAt }),
      })),
    leftOut: [
      ...cutOff("runs", runs, MOST.runs, (run) => within(run.createdAt)),
      ...cutOff("approvals", approvals, MOST.approvals, (approval) => within(approval.requestedAt)),
      ...cutOff("incidents", incidents, MOST.incidents, (incident) => within(incident.openedAt)),
    ],
  };
}

/** One after another: their points are read and parsed in one go each. */
async function auditedApplications(
  { manifests, ports: { tests, records } }: Context,
  period: Period,
): Promise<AuditedApplication[]> {
  const current = manifests.current();
  const tested = await tests.newest(undefined, MOST.tests);
  // An application whose manifest was removed is still in what was shown.
  const names = new Set([...current.keys(), ...tested.map(({ application }) => application)]);
  const audited: AuditedApplication[] = [];
  for (const name of [...names].sort()) {
    const known = {
      name,
      application: current.get(name),
      points: await records.points(name, MOST_POINTS),
      tests: await tests.newest(name, MOST.tests),
    };
    audited.push(auditApplication(known, period));
    await setImmediate();
  }
  return audited;
}

function auditedApproval(approval: Approval): AuditedApproval {
  const { id, application, subject, requestedBy, requestedAt, state, decisions, breakGlass } = approval;
  return {
    id,
    application,
    what: subject.kind,
    requestedBy,
    requestedAt,
    state,
    approvedBy: approvedBy(approval),
    deniedBy: decisions.filter(({ what }) => what === "deny").map(({ by }) => by),
    ...(breakGlass === undefined
      ? {}
      : { breakGlass: breakGlass.reviewedAt === undefined ? ("open" as const) : ("reviewed" as const) }),
  };
}

/** Said only when the oldest that was read still lies in the period: then there may be more of it. */
function cutOff<T>(what: string, read: readonly T[], most: number, within: (one: T) => boolean): string[] {
  const oldest = read.at(-1);
  if (read.length < most || oldest === undefined || !within(oldest)) return [];
  return [`only the newest ${most} ${what} were looked at; the audit has all`];
}
