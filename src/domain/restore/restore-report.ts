import type { Application } from "../application.ts";
import { cutOverCommands } from "./cut-over.ts";
import type { RestorePlan } from "./plan.ts";
import type { DataReading } from "./reading.ts";
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
  /** Undefined: it has no manifest any more. */
  readonly application: Application | undefined;
  readonly plan: RestorePlan;
  readonly phases: RestorePhases;
  readonly checks: readonly CheckResult[];
  readonly reading?: DataReading | undefined;
  readonly volumes: readonly { readonly role: string; readonly volumeId: string; readonly name: string }[];
  /** That was booted for it. */
  readonly server?: { readonly id: string; readonly name: string } | undefined;
  readonly approvedBy: readonly string[];
  /** One of them broke the glass. */
  readonly brokeGlass?: boolean;
  readonly kept: boolean;
  /** What is there now. */
  readonly left: readonly RestoredThing[];
  readonly expiresAt: number;
}

/** The report as every surface tells it. A cut-over is offered only of data that was verified and is still there. */
export function restoreReport(ending: RestoreEnding): RestoreReport {
  const { plan, phases, kept, left, application } = ending;
  const came = { phases, needsDatabase: (plan.postgresql ?? plan.mariadb) !== undefined };
  const named = { application: plan.application, point: plan.point.id, gaps: gapsOf(plan) };
  const { gaps } = named;
  const rtoMs = measuredRtoMs(came, gaps);
  const verified = reached(came) === "data verified";
  const server = plan.server ?? (kept ? ending.server : undefined);
  return {
    runId: ending.runId,
    application: plan.application,
    cloud: plan.cloud,
    point: plan.point.id,
    headline: headlineOf({ ...came, ...named }),
    reached: reached(came),
    ...came,
    checks: [...ending.checks],
    ...(ending.reading === undefined ? {} : { reading: ending.reading }),
    ...(gaps.length === 0 ? {} : { gaps }),
    ...(rtoMs === undefined ? {} : { rtoMs }),
    ...(plan.rtoMs === undefined ? {} : { objectiveMs: plan.rtoMs }),
    approvedBy: [...ending.approvedBy],
    ...(ending.brokeGlass === undefined ? {} : { brokeGlass: ending.brokeGlass }),
    volumes: kept ? [...ending.volumes] : [],
    ...(server === undefined ? {} : { server }),
    left: [...left],
    state: kept ? "kept" : left.length === 0 ? "torn down" : "left behind",
    ...(kept ? { expiresAt: ending.expiresAt } : {}),
    cutOver:
      kept && verified && application !== undefined
        ? cutOverCommands(
            application,
            { ...plan, ...(server === undefined ? {} : { server }) },
            ending.volumes,
          )
        : [],
  };
}

/** What of the application this restore does not bring back, or nobody looks at. */
function gapsOf({ leftOut, findings }: RestorePlan): string[] {
  const unread = findings.filter(
    ({ code }) => code === "one-database-of-several" || code === "database-not-started",
  );
  return [
    ...(leftOut.length === 0 ? [] : [`${leftOut.join(", ")} left out`]),
    ...unread.map(({ text }) => text),
  ];
}
