import type { RestorePhases } from "#domain/restore/report.ts";
import type { PhaseTime, TestPhase } from "./report.ts";

/**
 * How long each phase took by itself, as far as the test came, the last one included when it failed there: a restore tells
 * only how long it was from its start to the end of each. `planMs` is what went before the first volume was asked for.
 */
export function phaseTimes(phases: RestorePhases, planMs: number): PhaseTime[] {
  const ends = [
    ["plan", planMs],
    ["volumes", phases.volumesCreated?.ms],
    ["attach", phases.attached?.ms],
    ["boot", phases.booted?.ms],
    ["recovery", phases.databaseRecovered?.ms],
    ["checks", phases.dataVerified?.ms],
  ] as const satisfies readonly (readonly [TestPhase, number | undefined])[];
  const times: PhaseTime[] = [];
  let before = 0;
  for (const [phase, end] of ends) {
    if (end === undefined) continue;
    times.push({ phase, ms: Math.max(0, end - before) });
    before = Math.max(before, end);
  }
  return times;
}
