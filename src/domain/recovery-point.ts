import { z } from "zod";
import { Evidence } from "./evidence.ts";
import { Label } from "./label.ts";
import { Protection } from "./protection.ts";

/** One complete group snapshot with its evidence and label. An incomplete set is never one of these. */
export const RecoveryPoint = z.object({
  /** `orders-db-20261123-104207-7f3a`: typed by people, unique in the installation. */
  id: z.string(),
  application: z.string(),
  cloud: z.string(),
  runId: z.string(),
  groupId: z.string(),
  groupSnapshotId: z.string(),
  /** When the set was requested from Cinder, epoch milliseconds: what the RPO clock counts from. */
  createdAt: z.number(),
  reason: z.string().optional(),
  requestedBy: z.string(),
  /** Slack ids of those who approved the snapshot; absent: it needed no approval. */
  approvedBy: z.array(z.string()).optional(),
  /** One of them broke the glass. */
  brokeGlass: z.boolean().optional(),
  evidence: Evidence,
  label: Label,
  /** Somebody wants it to stay, whatever retention says. */
  protected: Protection.optional(),
});
export type RecoveryPoint = z.infer<typeof RecoveryPoint>;
