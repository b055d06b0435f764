import { z } from "zod";
import { SnapshotResult } from "./snapshot-result.ts";

/** How a request ended that nobody approved, or whose approval did not hold until it was executed. */
export const NotApproved = z.object({
  outcome: z.enum(["denied", "expired", "withdrawn", "voided"]),
  application: z.string(),
  approvalId: z.string(),
  /** One sentence. */
  why: z.string(),
});
export type NotApproved = z.infer<typeof NotApproved>;

/** Result of a request for a snapshot: that of the snapshot itself once it was approved. */
export const SnapshotRequestResult = z.union([NotApproved, SnapshotResult]);
export type SnapshotRequestResult = z.infer<typeof SnapshotRequestResult>;
