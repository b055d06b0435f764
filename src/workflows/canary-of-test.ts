import { type CanaryFinding, judgeCanary } from "#domain/canary/judge.ts";
import { atLeast, labelWithoutTests } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { RestoreReport } from "#domain/restore/report.ts";

/** What the canary of a point tells of its cut, as read back from the volumes that were restored of it. */
export const canaryOfTest = (
  point: RecoveryPoint | undefined,
  restore: RestoreReport | undefined,
): CanaryFinding =>
  judgeCanary({
    run: point?.evidence.canary,
    readings: restore?.reading?.canary,
    frozen: point !== undefined && atLeast(labelWithoutTests(point.evidence).grade, "B"),
  });
