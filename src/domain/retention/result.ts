import { z } from "zod";

/** A point whose turn it was and that is still there, and the commands that help. */
export const LeftPoint = z.object({ point: z.string(), why: z.string(), remedy: z.array(z.string()) });
export type LeftPoint = z.infer<typeof LeftPoint>;

/** What a run of retention has come to. */
export const PruneResult = z.object({
  application: z.string(),
  runId: z.string(),
  /** Ids of points that are gone, with their snapshots. */
  pruned: z.array(z.string()),
  left: z.array(LeftPoint),
  /** Why nothing was to go; empty when something was. */
  halts: z.array(z.string()),
});
export type PruneResult = z.infer<typeof PruneResult>;

/** `pruned 2, could not prune 1`; `nothing pruned`. Undefined for what is no result of retention. */
export function prunedWords(result: unknown): string | undefined {
  const read = PruneResult.pick({ pruned: true, left: true }).safeParse(result).data;
  if (read === undefined) return undefined;
  const words = [
    ...(read.pruned.length === 0 ? [] : [`pruned ${read.pruned.length}`]),
    ...(read.left.length === 0 ? [] : [`could not prune ${read.left.length}`]),
  ];
  return words.join(", ") || "nothing pruned";
}
