import { z } from "zod";
import { PointFate } from "./fates.ts";
import { Mandate } from "./mandate.ts";
import { RetentionPolicy } from "./policy.ts";

/** What retention would do with an application's points now, changing nothing. */
export const RetentionView = z.object({
  application: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  /** Absent: the manifest says nothing of retention, and nothing is ever pruned. */
  inForce: z.object({ policy: RetentionPolicy, digest: z.string(), mandate: Mandate }).optional(),
  /** Why nothing goes now; empty: nothing stands against it. */
  halts: z.array(z.string()),
  /** Newest first. */
  fates: z.array(PointFate),
});
export type RetentionView = z.infer<typeof RetentionView>;
