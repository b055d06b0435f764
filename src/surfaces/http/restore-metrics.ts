import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { isOpen } from "#domain/approval.ts";
import { Reached, RestoreReport } from "#domain/restore/report.ts";
import type { RunView } from "#engine/port.ts";
import type { Operations } from "#operations/index.ts";
import { type CountedApplications, countedApplications } from "./counted-applications.ts";

/** A few seconds in a lab, hours where much is copied. */
const RTO_BUCKETS = [15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800];

export interface RestoreMetrics extends Pick<CountedApplications, "forget"> {
  /** Replaces the gauges. */
  set(now: number): Promise<void>;
  stop(): void;
}

/** What waits for an approval, what stands of restores, and how far they came. */
export function restoreMetrics(
  register: Registry,
  operations: Pick<Operations, "onRun" | "applications" | "approvals" | "restores">,
): RestoreMetrics {
  const registers = [register];
  const open = new Gauge({
    name: "freezeframe_approvals_open",
    help: "Requests that wait for somebody: to be decided, or to be reviewed after the glass was broken",
    labelNames: ["waiting_for"] as const,
    registers,
  });
  const standing = new Gauge({
    name: "freezeframe_restores",
    help: "Restores of which something may be there: running, kept until their time is over, overdue, left because it could not be removed",
    labelNames: ["state"] as const,
    registers,
  });
  const results = new Counter({
    name: "freezeframe_restore_results_total",
    help: "Restores that ended with a report, by how far they came: only data_verified is a restore",
    labelNames: ["application", "reached"] as const,
    registers,
  });
  const rto = new Histogram({
    name: "freezeframe_restore_rto_seconds",
    help: "From the start of a restore to verified data",
    labelNames: ["application"] as const,
    buckets: RTO_BUCKETS,
    registers,
  });
  const { counts, forget } = countedApplications(operations, (application) => {
    rto.remove({ application });
    for (const reached of Reached.options) results.remove({ application, reached: labelOf(reached) });
  });
  const stop = operations.onRun((run) => {
    const report = reportOf(run);
    if (report === undefined || !counts(report.application)) return;
    const { application, reached, rtoMs } = report;
    results.inc({ application, reached: labelOf(reached) });
    if (rtoMs !== undefined) rto.observe({ application }, rtoMs / 1_000);
  });
  return {
    stop,
    forget,
    set: async (now) => {
      const [approvals, restores] = await Promise.all([operations.approvals(), operations.restores()]);
      const waiting = approvals.filter(isOpen);
      const undecided = waiting.filter(({ state }) => state === "requested").length;
      open.set({ waiting_for: "decision" }, undecided);
      open.set({ waiting_for: "review" }, waiting.length - undecided);
      const overdue = restores.filter(
        ({ state, report }) => state === "kept" && (report?.expiresAt ?? Number.POSITIVE_INFINITY) <= now,
      ).length;
      const many = (state: string) => restores.filter((one) => one.state === state).length;
      standing.set({ state: "running" }, many("running"));
      standing.set({ state: "kept" }, many("kept") - overdue);
      standing.set({ state: "overdue" }, overdue);
      standing.set({ state: "left" }, many("left"));
    },
  };
}

/** Of the run that carried it out: its request tells the same report once more. */
function reportOf({ workflow, state, result }: RunView): RestoreReport | undefined {
  if (!workflow.startsWith("restore-application@") || state !== "done") return undefined;
  return RestoreReport.safeParse(result).data;
}

const labelOf = (reached: Reached): string => reached.replaceAll(" ", "_");
