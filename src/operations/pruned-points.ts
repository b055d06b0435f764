import { PruneResult } from "#domain/retention/result.ts";
import type { Engine } from "#engine/port.ts";
import { PRUNE_POINTS } from "#workflows/names.ts";

/** More runs than this are not looked at. */
const MOST = 5_000;

/**
 * What a report of that time cannot show any more, since retention has taken it away: one sentence for each application. What
 * was pruned before that time was taken before it, too.
 */
export async function prunedPoints(
  engine: Pick<Engine, "list">,
  within: (at: number) => boolean,
): Promise<string[]> {
  const runs = await engine.list({ workflow: PRUNE_POINTS, state: "done", limit: MOST });
  const pruned = new Map<string, number>();
  for (const { createdAt, result } of runs) {
    const read = PruneResult.safeParse(result).data;
    if (read === undefined || read.pruned.length === 0 || !within(createdAt)) continue;
    pruned.set(read.application, (pruned.get(read.application) ?? 0) + read.pruned.length);
  }
  return [...pruned]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([application, count]) =>
        `points of ${application} that retention pruned in this time: ${count}; they are not counted as taken, and times between points look longer than they were. The audit has each`,
    );
}
