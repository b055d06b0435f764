import type { Application } from "../application.ts";
import { cutOverCommands } from "./cut-over.ts";
import type { RestorePlan } from "./plan.ts";
import {
  type CheckResult,
  headlineOf,
  measuredRtoMs,
  type RestoredThing,
  type RestorePhases,
  type RestoreReport,
  reached,
} from "./report.ts";

/** What a run knows when it ends. */
export interface RestoreEnding {
  readonly runId: string;
  readonly application: Application;
  readonly plan: RestorePlan;
  readonly phases: RestorePhases;
  readonly checks: readonly CheckResult[];
  readonly volumes: readonly { readonly role: string; readonly volumeId: string; readonly name: string }[];
  readonly approvedBy: readonly string[];
  readonly kept: boolean;
  /** What is there now. */
  readonly left: readonly RestoredThing[];
  readonly expiresAt: number;
}

/** The report as every surface tells it. A cut-over is offered only of data that was verified and is still there. */
export function restoreReport(ending: RestoreEnding): RestoreReport {
  const { plan, phases, kept, left, application } = ending;
  const came = { phases, needsDatabase: plan.postgresql !== undefined };
  const rtoMs = measuredRtoMs(came);
  const verified = reached(came) === "data verified";
  return {
    runId: ending.runId,
    application: plan.application,
    cloud: plan.cloud,
    point: plan.point.id,
    headline: headlineOf({ ...came, application: plan.application, point: plan.point.id }),
    reached: reached(came),
    ...came,
    checks: [...ending.checks],
    ...(rtoMs === undefined ? {} : { rtoMs }),
    ...(plan.rtoMs === undefined ? {} : { objectiveMs: plan.rtoMs }),
    approvedBy: [...ending.approvedBy],
    volumes: kept ? [...ending.volumes] : [],
    ...(plan.server === undefined ? {} : { server: plan.server }),
    left: [...left],
    state: kept ? "kept" : left.length === 0 ? "torn down" : "left behind",
    ...(kept ? { expiresAt: ending.expiresAt } : {}),
    cutOver: kept && verified ? cutOverCommands(application, plan, ending.volumes) : [],
  };
}
