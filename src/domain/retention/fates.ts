import { z } from "zod";
import type { Zone } from "#domain/schedule/zone.ts";
import { Grade } from "../label.ts";
import { haltsOf, type Standing } from "./halt.ts";
import { keptByPolicy } from "./kept-by-policy.ts";
import { nevers, type Surroundings } from "./never.ts";
import type { RetentionPolicy } from "./policy.ts";
import { isWhole, newestFirst, type RetainedPoint } from "./retained-point.ts";

/** What becomes of one point, and why. */
export const PointFate = z.object({
  point: z.string(),
  createdAt: z.number(),
  grade: Grade.optional(),
  label: z.string(),
  /**
   * - `stays`  every rule that keeps it is in `why`
   * - `goes`   now
   * - `later`  nothing keeps it, and its turn comes when a later run may prune it
   */
  fate: z.enum(["stays", "goes", "later"]),
  why: z.array(z.string()),
});
export type PointFate = z.infer<typeof PointFate>;

export interface RetentionFacts extends Surroundings, Standing {
  readonly points: readonly RetainedPoint[];
  readonly policy: RetentionPolicy;
  readonly zone: Zone;
  /** At most so many go in one run. */
  readonly atOnce: number;
}

export interface Fates {
  /** Newest first. */
  readonly fates: PointFate[];
  /** Why nothing goes now, whatever the policy says. */
  readonly halts: string[];
}

/** Pure: what retention does with each point now. The oldest go first. The same facts always have the same fates. */
export function fatesOf(facts: RetentionFacts): Fates {
  const { points, policy, zone, atOnce } = facts;
  // A point that lost its set takes nobody's place: what is kept without it is kept beside it.
  const whole = points.filter(isWhole);
  const kept = [keptByPolicy(points, policy, zone), keptByPolicy(whole, policy, zone)];
  const rules = nevers(whole, facts);
  const halts = haltsOf(whole, facts);
  const sorted = [...points].sort(newestFirst);
  const reasons = new Map(
    sorted.map((point) => [
      point.id,
      [
        ...new Set([
          ...kept.flatMap((one) => one.get(point.id) ?? []),
          ...rules.flatMap((never) => never(point)),
        ]),
      ],
    ]),
  );
  // What could not be deleted before is tried again after the others, so that it takes nobody's turn.
  const free = sorted
    .filter(({ id }) => reasons.get(id)?.length === 0)
    .reverse()
    .sort((a, b) => Number(!isWhole(a)) - Number(!isWhole(b)));
  const now = new Set(halts.length > 0 ? [] : free.slice(0, atOnce).map(({ id }) => id));
  const fateOf = (point: RetainedPoint): PointFate => {
    const { id, createdAt, grade, label } = point;
    const about = { point: id, createdAt, ...(grade === undefined ? {} : { grade }), label };
    const why = reasons.get(id) ?? [];
    if (why.length > 0) return { ...about, fate: "stays", why };
    if (now.has(id)) return { ...about, fate: "goes", why: ["no rule keeps it"] };
    const because =
      halts.length > 0 ? "nothing goes now" : `at most ${atOnce} go in one run, the oldest first`;
    return { ...about, fate: "later", why: [`no rule keeps it; ${because}`] };
  };
  return { fates: sorted.map(fateOf), halts };
}
