import { z } from "zod";

/** What is asked for. A snapshot needs no plan: its digest is of what the manifest says. */
export const ApprovalSubject = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("snapshot") }),
  z.object({ kind: z.literal("restore"), planId: z.string() }),
  z.object({ kind: z.literal("cleanup"), planId: z.string() }),
  /** An application's retention, from then on; `planId` is the run that asks. */
  z.object({ kind: z.literal("prune"), planId: z.string() }),
]);
export type ApprovalSubject = z.infer<typeof ApprovalSubject>;

/**
 * - `requested`  may be decided until `expiresAt`
 * - `approved`   by the quorum, or by breaking the glass; its run goes on
 * - `denied`     by one approver, with a reason
 * - `expired`    nobody brought it to an end in time
 * - `withdrawn`  by whoever asked, or with its run
 * - `voided`     the plan or a right had changed before it was executed: `endedWhy`
 */
export const ApprovalState = z.enum(["requested", "approved", "denied", "expired", "withdrawn", "voided"]);
export type ApprovalState = z.infer<typeof ApprovalState>;

/** Longest reason, in characters: one paragraph in Slack. */
export const REASON_MAX = 300;
const Reason = z.string().max(REASON_MAX);

export const Decision = z.object({
  /** Slack id. */
  by: z.string(),
  what: z.enum(["approve", "deny"]),
  at: z.number(),
  reason: Reason.optional(),
  /** The user group whose membership was seen; absent when the manifest names the user. */
  through: z.string().optional(),
  via: z.enum(["slack", "command line"]),
  /** Names one click: the same click that arrives twice is one decision. */
  trigger: z.string().optional(),
});
export type Decision = z.infer<typeof Decision>;

/** A request that people decide on. One document; a decision is one compare-and-set of it. */
export const Approval = z.object({
  /** From the id of the run that waits, so that a replay makes the same. */
  id: z.string(),
  application: z.string(),
  cloud: z.string(),
  subject: ApprovalSubject,
  /** The `request-*` run that waits for it. */
  runId: z.string(),
  /** SHA-256, hex, of what is approved. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** What will happen, line by line. Plain text. */
  summary: z.array(z.string()),
  /** Slack id. */
  requestedBy: z.string(),
  reason: z.string().optional(),
  requestedAt: z.number(),
  /** From this moment on nothing can be decided any more. */
  expiresAt: z.number(),
  /** Of the manifest at the request. Whoever decides is among those of the manifest now, too. */
  approvers: z.array(z.string()),
  quorum: z.number().int().min(1),
  state: ApprovalState,
  decisions: z.array(Decision),
  endedAt: z.number().optional(),
  /** Slack id, or `run r-…`. */
  endedBy: z.string().optional(),
  endedWhy: z.string().optional(),
  /** Approved by one operator alone; stays open until an approver has acknowledged it. */
  breakGlass: z
    .object({
      by: z.string(),
      at: z.number(),
      reason: Reason,
      reviewedBy: z.string().optional(),
      reviewedAt: z.number().optional(),
    })
    .optional(),
});
export type Approval = z.infer<typeof Approval>;

/** Has somebody still to act: to decide, or to acknowledge that the glass was broken? */
export const isOpen = ({ state, breakGlass }: Approval): boolean =>
  state === "requested" || (breakGlass !== undefined && breakGlass.reviewedAt === undefined);

/** Slack ids of those who said yes. */
export const approvedBy = ({ decisions }: Approval): string[] =>
  decisions.filter(({ what }) => what === "approve").map(({ by }) => by);

/** Who let it through: those who said yes, and whoever broke the glass. */
export function whoApproved(approval: Approval): { approvedBy: string[]; brokeGlass?: true } {
  const broke = approval.breakGlass?.by;
  const yes = approvedBy(approval);
  return broke === undefined
    ? { approvedBy: yes }
    : { approvedBy: [...new Set([...yes, broke])], brokeGlass: true };
}

/** From this moment on an approval that was given is not executed any more: it lasts as long again as it was open. */
export const staleAt = ({ endedAt, requestedAt, expiresAt }: Approval): number =>
  (endedAt ?? requestedAt) + (expiresAt - requestedAt);
