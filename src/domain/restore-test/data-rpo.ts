import type { CheckResult } from "#domain/restore/report.ts";
import type { DataRpo } from "./report.ts";

/** What the age of the restored data is told by. */
export interface Aged {
  readonly checks: readonly CheckResult[];
  /** The canary's last write that was read back, epoch ms. */
  readonly canaryAsOf?: number | undefined;
  /** When the point's set was asked for, epoch ms. */
  readonly cutAt: number;
  readonly startedAt: number;
  /** The point was the newest usable one when the test began: only then would anybody have lost what is newer. */
  readonly newest: boolean;
  readonly objectiveMs?: number | undefined;
}

/**
 * Undefined: nothing in the data told a time. What the application itself wrote goes before the canary; of several checks the
 * newest time counts.
 */
export function dataRpo({
  checks,
  canaryAsOf,
  cutAt,
  startedAt,
  newest,
  objectiveMs,
}: Aged): DataRpo | undefined {
  const told = checks.flatMap(({ asOf, passed }) => (passed && asOf !== undefined ? [asOf] : []));
  const asOf = told.length > 0 ? Math.max(...told) : canaryAsOf;
  if (asOf === undefined) return undefined;
  return {
    by: told.length > 0 ? "freshness" : "canary",
    asOf,
    beforeCutMs: cutAt - asOf,
    ...(newest ? { lostMs: startedAt - asOf } : {}),
    ...(objectiveMs === undefined ? {} : { objectiveMs }),
  };
}
