import { isOpen } from "#domain/approval.ts";
import { findApplication } from "#domain/find-application.ts";
import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import { createListeners } from "#support/listeners.ts";
import { adopt, planAdoption } from "./adopt.ts";
import type { ApprovalOperations } from "./approval-operations.ts";
import { askRetention } from "./ask-retention.ts";
import { backUpIfDue, backUpStore } from "./back-up-store.ts";
import { breakGlass } from "./break-glass.ts";
import { cancel } from "./cancel.ts";
import { clean, planCleanup } from "./clean.ts";
import type { Context } from "./context.ts";
import { decide } from "./decide.ts";
import { discard } from "./discard.ts";
import { drift, watchDrift } from "./drift.ts";
import { createFailureWatch } from "./failure-watch.ts";
import { findApproval } from "./find-approval.ts";
import { findPoint } from "./find-point.ts";
import { findRun } from "./find-run.ts";
import { incidents } from "./incidents.ts";
import { keepOrphan, keepSeen, releaseOrphan, releaseSeen } from "./keep-orphan.ts";
import { createSchedules } from "./look-at-schedules.ts";
import { createNextSlots } from "./next-slots.ts";
import type { Operations } from "./operations.ts";
import type { OrphanOperations } from "./orphan-operations.ts";
import { orphans } from "./orphans.ts";
import { pause, resume } from "./pause.ts";
import { followPhases } from "./phases.ts";
import { planRestore } from "./plan-restore.ts";
import { protect, unprotect } from "./protect.ts";
import { type Reloaded, reload } from "./reload.ts";
import { report } from "./report.ts";
import { restore } from "./restore.ts";
import { retention } from "./retention.ts";
import { createRetentionWatch } from "./retention-watch.ts";
import { review } from "./review.ts";
import { lookForOrphans, scanOrphans } from "./scan-orphans.ts";
import { snapshot } from "./snapshot.ts";
import { snooze } from "./snooze.ts";
import { overview, status } from "./status.ts";
import { tellOwners } from "./tell-owners.ts";
import { test } from "./test.ts";
import { createTestsShown } from "./tests-shown.ts";
import { thawAudited } from "./thaw-audited.ts";
import { createObjectiveWatch } from "./watch-objectives.ts";
import { withdraw } from "./withdraw.ts";

/** Joins the operations to what they work with. */
export function createOperations(context: Context): Operations {
  const { engine, manifests } = context;
  const sources = {
    phaseOf: followPhases(engine),
    slots: createNextSlots(),
    shownOf: createTestsShown(engine, context.ports),
  };
  const reloads = createListeners<Reloaded>();
  const schedules = createSchedules(context);
  const watch = createObjectiveWatch(context, sources);
  const failures = createFailureWatch(context, watch.tell);
  const retained = createRetentionWatch(context);
  return {
    // Seldom asked, so loaded then.
    doctor: async (application, signal) => (await import("./doctor.ts")).doctor(context, application, signal),
    rehearse: async (request, signal) => (await import("./rehearse.ts")).rehearse(context, request, signal),
    snapshot: (request, signal) => snapshot(context, request, signal),
    thaw: (application, actor, signal) => thawAudited(context, application, actor, signal),
    status: (application, signal) => status(context, sources, application, signal),
    overview: () => overview(context, sources),
    ...readPoints(context),
    ...approvalOperations(context),
    ...orphanOperations(context),
    runs: (limit) => engine.list({ limit }),
    run: (id) => findRun(engine, id),
    cancel: (request, signal) => cancel(context, request, signal),
    pause: (request, signal) => pause(context, request, signal),
    resume: (request, signal) => resume(context, request, signal),
    reload: async (actor, signal) => {
      const diff = await reload(context, actor, signal);
      const changes = diff.added.length + diff.removed.length + diff.changed.length;
      if (changes > 0) reloads.tell({ by: actor?.name ?? "SIGHUP", diff });
      return diff;
    },
    onReload: reloads.on,
    planRestore: (request, signal) => planRestore(context.ports, request, signal),
    restore: (request, signal) => restore(context, request, signal),
    discard: (request, signal) => discard(context, request, signal),
    restores: () => context.ports.restores.open(),
    verifiedPoints: (application) => context.ports.restores.verifiedPoints(application),
    planAdoption: (application, signal) => planAdoption(context, application, signal),
    adopt: (request, signal) => adopt(context, request, signal),
    retention: (application, signal) => retention(context, application, signal),
    askRetention: (request, signal) => askRetention(context, request, signal),
    protect: (request, signal) => protect(context, request, signal),
    unprotect: (request, signal) => unprotect(context, request, signal),
    lookAtRetention: retained.look,
    onRetention: retained.on,
    drift: (application, signal) => drift(context, application, signal),
    design: async (application, signal) => (await import("./design.ts")).design(context, application, signal),
    auditCloud: async (cloud, signal) =>
      (await import("./audit-cloud.ts")).auditCloud(context, cloud, signal),
    lastDrift: (application) => context.ports.drift.report(application),
    watchDrift: (signal) => watchDrift(context, signal),
    backUpStore: (request, signal) => backUpStore(context, request, signal),
    backUpIfDue: (signal) => backUpIfDue(context, watch.tell, signal),
    test: (request, signal) => test(context, request, signal),
    tests: (application, limit) => context.ports.tests.newest(application, limit),
    schedule: (application) => schedules.lines(application),
    lookAtSchedules: schedules.look,
    onSchedule: schedules.on,
    incidents: () => incidents(context.ports.records),
    snooze: async (request, signal) => {
      const snoozed = await snooze(context, request, signal);
      watch.tell(snoozed);
      return snoozed;
    },
    incidentOfRun: failures.incidentOf,
    watchObjectives: async (signal) => {
      await failures.takeUp();
      return watch.look(signal);
    },
    onIncident: watch.on,
    report: (since) => report(context, since),
    applications: () => [...manifests.current().keys()].sort(),
    application: (name) => findApplication(manifests.current(), name),
    ended: (runId, signal) => engine.ended(runId, signal),
    follow: (runId, listener) => engine.onProgress((id, update) => id === runId && listener(update)),
    onProgress: (listener) => engine.onProgress(listener),
    onRun: (listener) => engine.onChange(listener),
  };
}

/** Ended ones that a list shows; the audit has all. */
const ENDED_SHOWN = 200;

function approvalOperations(context: Context): ApprovalOperations {
  const { records } = context.ports;
  return {
    decide: (request, signal) => decide(context, request, signal),
    withdraw: (request, signal) => withdraw(context, request, signal),
    breakGlass: (request, signal) => breakGlass(context, request, signal),
    review: (request, signal) => review(context, request, signal),
    approvals: async () => {
      const [open, newest] = [await records.openApprovals(), await records.approvals(ENDED_SHOWN)];
      return [...open, ...newest.filter((one) => !isOpen(one))];
    },
    approval: (id) => findApproval(records, id),
    onApproval: (listener) => records.onApproval(listener),
    auditVerify: () => records.verifyAudit(),
  };
}

function orphanOperations(context: Context): OrphanOperations {
  const changes = createListeners<string | undefined>();
  const told = async (changed: Promise<OrphanRecord>): Promise<OrphanRecord> => {
    const record = await changed;
    changes.tell(record.orphan.application);
    return record;
  };
  // Also where some of it has failed.
  const allTold = <T>(application: string, changed: Promise<T>): Promise<T> =>
    changed.finally(() => changes.tell(application));
  return {
    scanOrphans: (request) => scanOrphans(context, request),
    orphans: (request, signal) => orphans(context, request, signal),
    keepOrphan: (request, signal) => told(keepOrphan(context, request, signal)),
    releaseOrphan: (request, signal) => told(releaseOrphan(context, request, signal)),
    keepSeen: (request, signal) => allTold(request.application, keepSeen(context, request, signal)),
    releaseSeen: (request, signal) => allTold(request.application, releaseSeen(context, request, signal)),
    planCleanup: (request, signal) => planCleanup(context, request, signal),
    clean: (request, signal) => clean(context, request, signal),
    lookForOrphans: () => lookForOrphans(context),
    tellOwners: (tell, signal) => tellOwners(context, tell, signal, changes.tell),
    onOrphans: changes.on,
  };
}

function readPoints({ manifests, ports: { records } }: Context): Pick<Operations, "points" | "evidence"> {
  return {
    points: async (application) => {
      const points = await records.points(application);
      // An application whose manifest was removed keeps its points.
      if (points.length === 0) findApplication(manifests.current(), application);
      return points;
    },
    evidence: (pointId) => findPoint(records, pointId),
  };
}
