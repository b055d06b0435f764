import type { Leftover } from "#domain/leftover.ts";
import { atMost } from "../fit.ts";
import { code, escaped, preformatted } from "../mrkdwn.ts";

/** What a run left behind in the cloud, with the exact commands that remove it. */
export function leftoverLines(leftovers: readonly Leftover[], max: number): string[] {
  if (leftovers.length === 0) return [];
  return [
    `*Left behind:* ${leftovers.length === 1 ? "1 group snapshot" : `${leftovers.length} group snapshots`}`,
    ...atMost(
      leftovers,
      max,
      (left) =>
        `${code(left.id, 80)} (${escaped(left.status, 40)}). When nobody needs it:\n${preformatted(left.remedy.slice(0, 4))}`,
    ),
  ];
}
