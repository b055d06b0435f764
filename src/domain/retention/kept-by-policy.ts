import type { Zone } from "#domain/schedule/zone.ts";
import { periodAt } from "./period.ts";
import { PERIODS, type Period, type RetentionPolicy } from "./policy.ts";
import { bestFirst, newestFirst, type RetainedPoint } from "./retained-point.ts";

/** Whose rule keeps a point, in words, by the point's id. */
export type Keeping = ReadonlyMap<string, readonly string[]>;

/**
 * What the counts of a policy keep. Each rule looks at all points by itself: `last` at the newest, a period's at one of each
 * of its newest days, weeks … that have any: the best grade, then the newest. Now is not asked: while nothing new comes,
 * nothing goes by growing old. A point without a grade takes nobody's place; it goes when those taken around it have gone.
 */
export function keptByPolicy(points: readonly RetainedPoint[], policy: RetentionPolicy, zone: Zone): Keeping {
  const kept = new Map<string, string[]>();
  const keep = ({ id }: RetainedPoint, why: string) => kept.set(id, [...(kept.get(id) ?? []), why]);
  for (const point of newest(points, policy.last)) keep(point, `one of the last ${policy.last}`);
  for (const period of PERIODS)
    for (const { of, point } of bestOf(points, period, policy[period], zone))
      keep(point, `${period}: the best of ${of}`);
  return kept;
}

/** So many with a grade, and those without one that are no older. */
function newest(points: readonly RetainedPoint[], count: number): RetainedPoint[] {
  const sorted = [...points].sort(newestFirst);
  const graded = sorted.filter(({ grade }) => grade !== undefined);
  const oldest = graded[count - 1];
  if (count === 0) return [];
  return oldest === undefined ? sorted : sorted.slice(0, sorted.indexOf(oldest) + 1);
}

function bestOf(
  points: readonly RetainedPoint[],
  period: Period,
  count: number,
  zone: Zone,
): { readonly of: string; readonly point: RetainedPoint }[] {
  if (count === 0) return [];
  const graded = points.filter(({ grade }) => grade !== undefined).sort(newestFirst);
  // In the order of their newest points: the newest period first.
  const periods = [...Map.groupBy(graded, ({ createdAt }) => periodAt(period, createdAt, zone))];
  return periods.slice(0, count).flatMap(([of, members]) => {
    const [point] = members.sort(bestFirst);
    return point === undefined ? [] : [{ of, point }];
  });
}
