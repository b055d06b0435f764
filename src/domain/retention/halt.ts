import { describeDuration } from "../duration.ts";
import { atLeast, type Grade } from "../label.ts";
import { toMinute } from "../minute.ts";
import { newestFirst, type RetainedPoint } from "./retained-point.ts";

/** What can stop retention as a whole. */
export interface Standing {
  /** Epoch milliseconds. */
  readonly now: number;
  /** `objectives.rpo`, ms, and `objectives.grade`. */
  readonly rpoMs: number | undefined;
  readonly wanted: Grade | undefined;
  /** The last snapshot run, when it has made no point, or none that the policy of its freeze allows. */
  readonly failedRun: string | undefined;
  /** A restore test that goes on: which point it takes is its own choice. */
  readonly testing: string | undefined;
  /** What could not be looked at, in words. */
  readonly unseen: readonly string[];
}

/** Why nothing at all goes now; empty: nothing stands against it. */
export function haltsOf(points: readonly RetainedPoint[], standing: Standing): string[] {
  const { failedRun, testing, unseen } = standing;
  return [
    ...rpoMissed(points, standing),
    ...(failedRun === undefined ? [] : [`the last snapshot run (${failedRun}) failed`]),
    ...(testing === undefined ? [] : [`restore test ${testing} goes on`]),
    ...unseen,
  ];
}

function rpoMissed(points: readonly RetainedPoint[], { now, rpoMs, wanted }: Standing): string[] {
  if (rpoMs === undefined) return [];
  const usable = points.filter(({ grade }) => atLeast(grade, wanted ?? "E")).sort(newestFirst)[0];
  const of = wanted === undefined ? "" : ` of grade ${wanted} or better`;
  if (usable === undefined)
    return [`the RPO of ${describeDuration(rpoMs)} is missed: there is no point${of}`];
  if (now - usable.createdAt <= rpoMs) return [];
  return [
    `the RPO of ${describeDuration(rpoMs)} is missed: the newest point${of} is of ${toMinute(usable.createdAt)}`,
  ];
}
