import { Gauge, type Registry } from "prom-client";
import { IncidentKind } from "#domain/rpo/incident.ts";
import type { ApplicationGauges } from "./application-gauges.ts";

/** The other is the installation's own. */
const OF_APPLICATIONS = IncidentKind.exclude(["backup"]);

/** What was proved of each application, and which of its objectives are missed for good. */
export function objectiveGauges(register: Registry): ApplicationGauges {
  const gauge = (name: string, help: string) =>
    new Gauge({ name, help, labelNames: ["application"] as const, registers: [register] });
  const point = gauge(
    "freezeframe_tested_point_age_seconds",
    "Age of the newest recovery point that passed a restore test; absent when none has",
  );
  const passed = gauge(
    "freezeframe_restore_test_passed_age_seconds",
    "Time since the newest restore test that passed; absent when none has",
  );
  const last = gauge(
    "freezeframe_restore_test_last_passed",
    "1 when the last restore test passed, 0 when it failed or was inconclusive; absent before the first",
  );
  const objective = gauge(
    "freezeframe_rto_seconds",
    "objectives.rto of the manifest; absent when it has none",
  );
  const rto = gauge(
    "freezeframe_rto_last_seconds",
    "How long the last restore with verified data took, of restore tests as well; absent before the first",
  );
  const incidents = new Gauge({
    name: "freezeframe_incidents_open",
    help: "1 while an objective is missed that the next run does not mend, snoozed or not",
    labelNames: ["application", "kind"] as const,
    registers: [register],
  });
  return {
    set: (applications, now) => {
      for (const one of [point, passed, last, objective, rto, incidents]) one.reset();
      for (const {
        application,
        tested,
        lastTest,
        lastGoodTest,
        rtoMs,
        lastRtoMs,
        incidents: open,
      } of applications) {
        const labels = { application };
        if (tested !== undefined) point.set(labels, (now - tested.createdAt) / 1_000);
        if (lastGoodTest !== undefined) passed.set(labels, (now - lastGoodTest.endedAt) / 1_000);
        if (lastTest !== undefined) last.set(labels, lastTest.verdict === "passed" ? 1 : 0);
        if (rtoMs !== undefined) objective.set(labels, rtoMs / 1_000);
        if (lastRtoMs !== undefined) rto.set(labels, lastRtoMs / 1_000);
        for (const kind of OF_APPLICATIONS.options)
          incidents.set({ application, kind }, open.some((one) => one.kind === kind) ? 1 : 0);
      }
    },
  };
}
