import { z } from "zod";
import { Orphan } from "./orphan.ts";

/** An orphan as the store keeps it, from the scan that found it until it is gone. Times are the cloud's, epoch ms. */
export const OrphanRecord = z.object({
  orphan: Orphan,
  foundAt: z.number(),
  /** When its owner was told of it as it is now, and where; grace begins then. */
  told: z.object({ at: z.number(), where: z.string() }).optional(),
  /** Somebody wants it to stay; `until` absent: for good. */
  kept: z
    .object({
      /** Slack id. */
      by: z.string(),
      at: z.number(),
      until: z.number().optional(),
      reason: z.string().optional(),
    })
    .optional(),
});
export type OrphanRecord = z.infer<typeof OrphanRecord>;

/**
 * The record after a scan has seen the orphan. One that has changed is a new one: it is told anew, and its grace begins again;
 * only that somebody keeps it stays.
 */
export function seenAgain(before: OrphanRecord | undefined, orphan: Orphan, at: number): OrphanRecord {
  if (before === undefined) return { orphan, foundAt: at };
  const { kept } = before;
  if (before.orphan.fingerprint !== orphan.fingerprint)
    return { orphan, foundAt: at, ...(kept === undefined ? {} : { kept }) };
  return { ...before, orphan };
}
