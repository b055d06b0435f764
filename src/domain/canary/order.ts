import type { WrittenLines } from "./reading.ts";

/** The guest's clock is read in steps of so many ms. */
const CLOCK_STEP_MS = 10;

/** How far apart volumes were cut, at least and at most, ms. */
export interface Tear {
  readonly leastMs: number;
  readonly mostMs: number;
}

/**
 * Were the volumes of one writer cut at one moment? It has line n on the disk of one volume before it begins line n of the
 * next, and line n of all before line n + 1 of any. So a line that is there although one that was on its disk before that
 * line was begun is missing on its own volume means that the two were cut at different moments: a later-written volume is
 * ahead, or the spread exceeds 1. `cycleMs` is the longest cycle; it bounds when the first line that is not there would
 * have been. Undefined: no tear is to be seen.
 */
export function tearOf(volumes: readonly WrittenLines[], cycleMs: number): Tear | undefined {
  const known = volumes.flatMap(timesOf);
  const cuts = volumes.map((volume) => {
    // Line last + 1 of this volume was on its disk before any line after it in the order was begun.
    const after = known.filter((line) => isAfter(line, { n: volume.last + 1, position: volume.position }));
    const seen = after.length > 0;
    const latest = seen ? Math.min(...after.map(({ at }) => at)) : volume.at + 2 * cycleMs;
    return { earliest: volume.at, latest: latest + CLOCK_STEP_MS, seen };
  });
  const first = cuts.filter(({ seen }) => seen);
  if (first.length === 0) return undefined;
  const leastMs =
    Math.max(...cuts.map(({ earliest }) => earliest)) - Math.min(...first.map(({ latest }) => latest));
  const mostMs =
    Math.max(...cuts.map(({ latest }) => latest)) - Math.min(...cuts.map(({ earliest }) => earliest));
  return { leastMs: Math.max(0, leastMs), mostMs };
}

/**
 * Whatever was cut further apart than this is seen, ms. In the worst case the volume that is cut first misses a cycle that
 * begins right after, and the other one is written last in the cycle after the next.
 */
export const seesFromMs = (cycleMs: number, writingMs: number): number =>
  2 * cycleMs + writingMs + CLOCK_STEP_MS;

/** The longest of the cycles that are on the volumes, ms; those before the cut only. */
export const longestRead = (volumes: readonly WrittenLines[]): number =>
  Math.max(0, ...volumes.flatMap(({ steps }) => steps));

interface Line {
  readonly n: number;
  readonly position: number;
}

const isAfter = (line: Line, than: Line): boolean =>
  line.n > than.n || (line.n === than.n && line.position > than.position);

/** When each line of a volume was begun, as far back as was read. */
function timesOf({ last, position, at, steps }: WrittenLines): (Line & { at: number })[] {
  const lines = [{ n: last, position, at }];
  let when = at;
  for (const [back, step] of steps.toReversed().entries()) {
    when -= step;
    lines.push({ n: last - back - 1, position, at: when });
  }
  return lines;
}
