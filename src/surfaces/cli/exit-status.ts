import type { ErrorKind } from "#domain/errors.ts";
import type { RestoreReport } from "#domain/restore/report.ts";
import type { Verdict } from "#domain/restore-test/report.ts";
import type { Outcome } from "#domain/snapshot-result.ts";

/** Documented in docs/cli.md; scripts rely on them. 1 is left to what nobody foresaw. */
export const exitStatus = {
  ok: 0,
  unexpected: 1,
  "invalid-input": 2,
  refused: 3,
  weaker: 4,
  failed: 5,
  busy: 6,
  unreachable: 7,
  "not-permitted": 8,
  "not-found": 9,
  interrupted: 10,
} as const satisfies Record<ErrorKind | "ok" | "unexpected" | "weaker", number>;

const ofOutcome: Record<Outcome, number> = {
  ok: exitStatus.ok,
  degraded: exitStatus.weaker,
  "requirement-missed": exitStatus.weaker,
  refused: exitStatus.refused,
  incomplete: exitStatus.failed,
};

export const statusOfOutcome = (outcome: Outcome): number => ofOutcome[outcome];

const ofVerdict: Record<Verdict, number> = {
  passed: exitStatus.ok,
  failed: exitStatus.failed,
  inconclusive: exitStatus.weaker,
};

export const statusOfVerdict = (verdict: Verdict): number => ofVerdict[verdict];

/** Ok is verified data alone. Weaker: all that was tried worked, but nothing read the data. */
export function statusOfRestore({ reached, phases }: RestoreReport): number {
  if (reached === "data verified") return exitStatus.ok;
  const failed = Object.values(phases).some((phase) => phase?.ok === false);
  return failed || reached === "nothing" ? exitStatus.failed : exitStatus.weaker;
}
