import { z } from "zod";
import { RestorePlan } from "./plan.ts";
import { RestoreReport } from "./report.ts";

/** One restore as the store keeps it: what was planned, what became of it, and until when it stays. */
export const RestoreRecord = z.object({
  /** Of the run that makes it. */
  id: z.string(),
  application: z.string(),
  plan: RestorePlan,
  requestedBy: z.string(),
  reason: z.string().optional(),
  approvalId: z.string().optional(),
  startedAt: z.number(),
  /**
   * - `running`    things may exist
   * - `kept`       they are there until `report.expiresAt`, or for the plan's time where no report says how it ended
   * - `left`       some are there that could not be removed
   * - `gone`       nothing of it is there
   */
  state: z.enum(["running", "kept", "left", "gone"]),
  report: RestoreReport.optional(),
});
export type RestoreRecord = z.infer<typeof RestoreRecord>;
