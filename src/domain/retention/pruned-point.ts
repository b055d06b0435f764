import { z } from "zod";
import { toMinute } from "../minute.ts";

/** What the audit keeps of a point that retention took away. */
export const PrunedPoint = z.object({
  id: z.string(),
  application: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  /** `run …` */
  by: z.string(),
  /** Digest of the policy by which it went. */
  policy: z.string(),
  /** Slack ids; empty: the manifest asked for no approval. */
  approvedBy: z.array(z.string()),
  label: z.string(),
  /** ISO 8601 */
  takenAt: z.string(),
  /** Digest of its evidence, which went with it. */
  evidence: z.string(),
});
export type PrunedPoint = z.infer<typeof PrunedPoint>;

/** One sentence for whoever asks for a point that is gone. Digests by their beginning, as elsewhere. */
export function prunedPointWords(point: PrunedPoint): string {
  const { id, at, by, policy, approvedBy, label, takenAt, evidence } = point;
  const rights =
    approvedBy.length === 0 ? "which nobody had to approve" : `approved by ${approvedBy.join(", ")}`;
  return (
    `recovery point ${id} (${label}, taken ${toMinute(Date.parse(takenAt))}) was pruned at ${toMinute(at)} by ${by}, ` +
    `under retention policy ${policy.slice(0, DIGEST)}, ${rights}; of its evidence the audit keeps the digest ${evidence.slice(0, DIGEST)}`
  );
}

const DIGEST = 12;
