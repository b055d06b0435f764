import { z } from "zod";
import { NotApproved } from "../snapshot-request-result.ts";
import { CleanupPlan } from "./cleanup-plan.ts";
import { CleanupReport } from "./cleanup-record.ts";

/** What a clean-up would do now. */
export const CleanupPreview = z.object({
  plan: CleanupPlan,
  /** Why nothing may be deleted at all; absent: what the plan lists may. */
  refused: z.object({ why: z.string(), next: z.string() }).exactOptional(),
});
export type CleanupPreview = z.infer<typeof CleanupPreview>;

/** Nothing was put before anybody: there is nothing that may be deleted, or clean-up may not run at all. */
export const NothingToClean = z.object({
  outcome: z.enum(["nothing to delete", "refused"]),
  application: z.string(),
  why: z.string(),
  next: z.string().optional(),
  stays: z.array(z.object({ id: z.string(), name: z.string(), kind: z.string(), why: z.string() })),
});
export type NothingToClean = z.infer<typeof NothingToClean>;

/** Result of a request for a clean-up: the report of the clean-up itself once it was approved. */
export const CleanupRequestResult = z.union([NothingToClean, NotApproved, CleanupReport]);
export type CleanupRequestResult = z.infer<typeof CleanupRequestResult>;
