import type { RestoreTest } from "#domain/manifest/restore-test.ts";
import { digestOf } from "../digest.ts";
import { describeDuration } from "../duration.ts";
import { atLeast, type Grade, labelWithoutTests } from "../label.ts";
import { toMinute } from "../minute.ts";
import type { RecoveryPoint } from "../recovery-point.ts";

/** What a point is picked by. */
export interface Choice {
  readonly pick: RestoreTest["pick"];
  /** A point's id or `latest`: goes before `pick`. */
  readonly asked?: string | undefined;
  /** The grade that the application's objectives want. */
  readonly wanted?: Grade | undefined;
  /** The application's, newest first. */
  readonly points: readonly RecoveryPoint[];
  /** Chance, the same for the same run: a test that is taken up after a crash tests the same point. */
  readonly runId: string;
  readonly now: number;
}

export type Picked = { readonly point: RecoveryPoint; readonly why: string } | { readonly none: string };

/**
 * Which point a restore test restores, and why that one. Pure. `latest` is what a restore would be asked for: the newest one
 * of the wanted grade, as it was before any test, so that one that failed is tried again as long as there is no newer one.
 */
export function pickPoint(choice: Choice): Picked {
  const { asked, points, pick } = choice;
  if (asked !== undefined && asked !== "latest") return named(asked, points);
  if (points.length === 0) return { none: "there is no recovery point to test" };
  switch (asked === undefined ? pick : "latest") {
    case "latest":
      return latest(choice);
    case "random":
      return random(choice);
    case "never-tested":
      return neverTested(choice);
    case "oldest-kept":
      return of(points.at(-1), "the oldest that is kept");
  }
}

function named(asked: string, points: readonly RecoveryPoint[]): Picked {
  const point = points.find(({ id }) => id === asked);
  return point === undefined ? { none: `there is no recovery point ${asked}` } : { point, why: "asked for" };
}

function latest({ points, wanted }: Choice): Picked {
  if (wanted === undefined) return of(points[0], "the newest");
  const graded = points.find(({ evidence }) => atLeast(labelWithoutTests(evidence).grade, wanted));
  if (graded !== undefined) return of(graded, `the newest of grade ${wanted} or better`);
  return of(points[0], `the newest; none is of grade ${wanted} or better`);
}

function random({ points, runId }: Choice): Picked {
  const index = Number.parseInt(digestOf(runId).slice(0, 12), 16) % points.length;
  return of(points[index], `drawn from ${points.length}`);
}

function neverTested({ points, now }: Choice): Picked {
  const untested = points.filter(({ evidence }) => evidence.tests === undefined);
  if (untested.length > 0)
    return of(untested[0], `the newest of ${untested.length} that no test has come to a verdict on`);
  const testedAt = ({ evidence }: RecoveryPoint): number => evidence.tests?.at ?? 0;
  const longest = points.toSorted((a, b) => testedAt(a) - testedAt(b))[0];
  if (longest === undefined) return of(longest, "");
  const at = testedAt(longest);
  return of(
    longest,
    `all were tested; this one longest ago (${toMinute(at)}, ${describeDuration(Math.max(0, now - at))} ago)`,
  );
}

const of = (point: RecoveryPoint | undefined, why: string): Picked =>
  point === undefined ? { none: "there is no recovery point to test" } : { point, why };
