import { Gauge, type Registry } from "prom-client";
import type { ApplicationStatus } from "#domain/application-status.ts";

export interface ApplicationGauges {
  /** Replaces all of them, so that nothing is left of an application that is gone. */
  set(applications: readonly ApplicationStatus[], now: number): void;
}

/** How each application stands, from the store, and from what its runs tell of themselves. */
export function applicationGauges(register: Registry): ApplicationGauges {
  const gauge = (name: string, help: string) =>
    new Gauge({ name, help, labelNames: ["application"] as const, registers: [register] });
  const frozen = gauge("freezeframe_frozen", "1 while a run of this process holds the application frozen");
  const running = gauge("freezeframe_runs_running", "Runs that go on");
  const queued = gauge("freezeframe_runs_queued", "Runs that wait for another one");
  const paused = gauge("freezeframe_paused", "1 while snapshots of the application are paused");
  const age = gauge(
    "freezeframe_usable_point_age_seconds",
    "Age of the newest recovery point of the wanted grade; absent when there is none",
  );
  const objective = gauge(
    "freezeframe_rpo_seconds",
    "objectives.rpo of the manifest; absent when it has none",
  );
  const used = gauge(
    "freezeframe_rpo_used_ratio",
    "Age of the newest recovery point of the wanted grade by objectives.rpo: above 1 it is missed; +Inf when there is no such point",
  );
  const all = [frozen, running, queued, paused, age, objective, used];
  return {
    set: (applications, now) => {
      for (const one of all) one.reset();
      for (const { application, runs, usable, rpoMs, paused: pause } of applications) {
        const labels = { application };
        const many = (state: "running" | "queued") => runs.filter((run) => run.state === state).length;
        frozen.set(labels, runs.some(({ phase }) => phase !== undefined && FROZEN.has(phase)) ? 1 : 0);
        running.set(labels, many("running"));
        queued.set(labels, many("queued"));
        paused.set(labels, pause === undefined ? 0 : 1);
        const ageMs = usable === undefined ? Number.POSITIVE_INFINITY : now - usable.createdAt;
        if (usable !== undefined) age.set(labels, ageMs / 1_000);
        if (rpoMs === undefined) continue;
        objective.set(labels, rpoMs / 1_000);
        used.set(labels, ageMs / rpoMs);
      }
    },
  };
}

/** From the first freeze that was sent until the last thaw was answered. */
const FROZEN: ReadonlySet<string> = new Set(["freezing", "frozen"]);
