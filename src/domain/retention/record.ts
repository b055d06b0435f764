import { z } from "zod";
import { ApprovalState } from "../approval.ts";
import { RetentionPolicy } from "./policy.ts";

/** What is kept of an application's retention: which policy may be carried out, and what was done last. */
export const RetentionRecord = z.object({
  application: z.string(),
  /** What may be carried out. Absent: nothing was ever approved, or stood in a manifest that needs no approval. */
  inForce: z
    .object({
      policy: RetentionPolicy,
      digest: z.string(),
      since: z.number(),
      /** Absent: the manifest did not ask for one. */
      approvalId: z.string().optional(),
      /** Slack ids. */
      approvedBy: z.array(z.string()),
    })
    .optional(),
  /** The newest request for an approval. */
  asked: z
    .object({
      digest: z.string(),
      approvalId: z.string(),
      at: z.number(),
      /** Undefined until it has ended. */
      ended: z.object({ state: ApprovalState, at: z.number(), why: z.string() }).optional(),
    })
    .optional(),
  lastRun: z.object({ runId: z.string(), at: z.number(), pruned: z.number(), left: z.number() }).optional(),
});
export type RetentionRecord = z.infer<typeof RetentionRecord>;
