import { setImmediate } from "node:timers/promises";
import type { Approval } from "#domain/approval.ts";
import { approvedBy } from "#domain/approval.ts";
import { auditApplication, type Period } from "#domain/audit-report/audit-application.ts";
import type { AuditedApplication, AuditedApproval, AuditReport } from "#domain/audit-report/report.ts";
import { DomainError } from "#domain/errors.ts";
import type { RunView } from "#engine/port.ts";
import { allPoints } from "#workflows/all-points.ts";
import { RESTORE_APPLICATION, SNAPSHOT_APPLICATION } from "#workflows/names.ts";
import { auditFailures } from "./audit-failures.ts";
import type { Context } from "./context.ts";
import { prunedPoints } from "./pruned-points.ts";

/** Newest first; what is older is named as left out. Each is read in one go, in some tens of milliseconds. */
const MOST = { broken: 500, ended: 1_000, tests: 200, approvals: 500, incidents: 500 } as const;

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
  const runs = await endedRuns(engine);
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
    failures: auditFailures(
      runs.flatMap(({ found }) => found).filter(({ createdAt }) => within(createdAt)),
    ).toSorted((a, b) => b.at - a.at),
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
      ...runs.flatMap(({ what, found, limit }) =>
        cutOff(what, found, limit, ({ createdAt }) => within(createdAt)),
      ),
      ...cutOff("approvals", approvals, MOST.approvals, (approval) => within(approval.requestedAt)),
      ...cutOff("incidents", incidents, MOST.incidents, (incident) => within(incident.openedAt)),
      ...(await prunedPoints(engine, within)),
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
      points: await allPoints(records, name),
      tests: await tests.newest(name, MOST.tests),
    };
    audited.push(auditApplication(known, period));
    await setImmediate();
  }
  return audited;
}

/** Those that can have failed. One after another, with other work in between. */
async function endedRuns(engine: Context["engine"]) {
  const wanted = [
    { what: "runs that broke", filter: { state: "failed", limit: MOST.broken } },
    { what: "runs that are parked", filter: { state: "parked", limit: MOST.broken } },
    ...[SNAPSHOT_APPLICATION, RESTORE_APPLICATION].map((workflow) => ({
      what: `runs of ${workflow}`,
      filter: { state: "done", workflow, limit: MOST.ended } as const,
    })),
  ] as const;
  const read: { what: string; found: readonly RunView[]; limit: number }[] = [];
  for (const { what, filter } of wanted) {
    read.push({ what, found: await engine.list(filter), limit: filter.limit });
    await setImmediate();
  }
  return read;
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
