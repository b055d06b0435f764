import type { RestorePhases } from "#domain/restore/report.ts";
import type { PhaseTime, TestPhase } from "./report.ts";

/**
 * How long each phase took by itself, as far as the test came, the last one included when it failed there: a restore tells
 * only how long it was from its start to the end of each.
 */
export function phaseTimes(phases: RestorePhases): PhaseTime[] {
  const ends = [
    ["volumes", phases.volumesCreated],
    ["attach", phases.attached],
    ["boot", phases.booted],
    ["recovery", phases.databaseRecovered],
    ["checks", phases.dataVerified],
  ] as const satisfies readonly (readonly [TestPhase, unknown])[];
  const times: PhaseTime[] = [];
  let before = 0;
  for (const [phase, end] of ends) {
    if (end === undefined) continue;
    times.push({ phase, ms: Math.max(0, end.ms - before) });
    before = Math.max(before, end.ms);
  }
  return times;
}
