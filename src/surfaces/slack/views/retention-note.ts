import type { PruneResult } from "#domain/retention/result.ts";

/** What retention has taken away, or could not, as words that belong to no run. */
export function retentionNote({ application, runId, pruned, left }: PruneResult): {
  readonly title: string;
  readonly lines: readonly string[];
} {
  const also = pruned.length === 0 ? "" : `, and pruned ${pruned.length}`;
  return {
    title:
      left.length === 0
        ? `${application}: retention pruned ${counted(pruned.length)}`
        : `${application}: retention could NOT prune ${counted(left.length)}${also}`,
    lines: [
      ...left.map(({ point, why, remedy }) => [`${point} is still there: ${why}`, ...remedy].join("; ")),
      ...(pruned.length === 0 ? [] : [`gone with their snapshots: ${pruned.join(", ")}`]),
      `run ${runId}; /ff points ${application} --prune tells why the others stay`,
    ],
  };
}

const counted = (points: number): string => (points === 1 ? "1 point" : `${points} points`);
