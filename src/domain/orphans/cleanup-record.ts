import { z } from "zod";
import { CleanupPlan } from "./cleanup-plan.ts";

/** What became of one item of a plan. */
export const CleanedItem = z.object({
  id: z.string(),
  kind: z.string(),
  thing: z.string(),
  name: z.string(),
  gib: z.number(),
  /**
   * - `deleted`  asked to go, and seen to be gone
   * - `gone`     it was not there any more
   * - `skipped`  changed since the plan, or somebody keeps it: nothing was asked of it
   * - `left`     asked to go, or refused, and it is still there
   */
  outcome: z.enum(["deleted", "gone", "skipped", "left"]),
  why: z.string().optional(),
  /** Exact commands that help. */
  remedy: z.array(z.string()),
});
export type CleanedItem = z.infer<typeof CleanedItem>;

/** What a clean-up tells when it ends. */
export const CleanupReport = z.object({
  runId: z.string(),
  application: z.string(),
  cloud: z.string(),
  items: z.array(CleanedItem),
  /** Of what was deleted, GiB. */
  freedGib: z.number(),
  approvedBy: z.array(z.string()),
  brokeGlass: z.boolean().optional(),
});
export type CleanupReport = z.infer<typeof CleanupReport>;

/** One clean-up as the store keeps it; its id is that of the run that carries it out. */
export const CleanupRecord = z.object({
  id: z.string(),
  plan: CleanupPlan,
  requestedBy: z.string(),
  reason: z.string().optional(),
  state: z.enum(["planned", "running", "ended"]),
  report: CleanupReport.optional(),
});
export type CleanupRecord = z.infer<typeof CleanupRecord>;
