import { z } from "zod";
import { toMinute } from "../minute.ts";
import { keepsAsMuch, type RetentionPolicy } from "./policy.ts";
import type { RetentionRecord } from "./record.ts";

/**
 * May a policy be carried out?
 * - `given`    approved, or it keeps at least what was approved, or nobody has to be asked
 * - `waiting`  somebody is being asked
 * - `wanting`  somebody has to be asked first; `from` is when that may be (again)
 */
export const Mandate = z.discriminatedUnion("state", [
  z.object({ state: z.literal("given"), text: z.string() }),
  z.object({ state: z.literal("waiting"), text: z.string(), approvalId: z.string() }),
  z.object({ state: z.literal("wanting"), text: z.string(), from: z.number().optional() }),
]);
export type Mandate = z.infer<typeof Mandate>;

/** After nobody has decided in time, or what was decided did not hold: so long until they are asked anew. */
const ASK_AGAIN_MS = 24 * 3_600_000;
/** No request is open for so long: its run has come to no end. */
const FORGOTTEN_MS = 8 * 24 * 3_600_000;

interface Wanted {
  readonly policy: RetentionPolicy;
  readonly digest: string;
  /** `approve: [prune]` in the manifest. */
  readonly needsApproval: boolean;
  /** Those who approved what is in force may not any more. */
  readonly lost?: Lost | undefined;
}

export interface Lost {
  readonly why: string;
  /** It could not be asked: nobody is asked anew for that. */
  readonly unseen: boolean;
}

/** Pure. A no stands until the policy is another one, or an operator has it asked anew. */
export function mandateOf(
  { policy, digest, needsApproval, lost }: Wanted,
  record: RetentionRecord | undefined,
  now: number,
): Mandate {
  if (!needsApproval)
    return { state: "given", text: "the manifest asks for no approval (approve: has no prune)" };
  const { inForce, asked } = record ?? {};
  const approved = inForce?.approvalId === undefined ? undefined : inForce;
  const enough = approved !== undefined && keepsAsMuch(policy, approved.policy);
  if (enough && lost === undefined) return { state: "given", text: words(approved, digest) };
  if (enough && lost?.unseen === true)
    return { state: "wanting", text: `nobody knows whether those who approved it still may: ${lost.why}` };
  // What was asked of those who may not any more has had its answer.
  const answered = enough && asked?.approvalId === approved.approvalId;
  if (asked === undefined || asked.digest !== digest || answered)
    return { state: "wanting", text: whyWanting(approved, lost), from: 0 };
  const { approvalId, ended } = asked;
  if (ended === undefined && now - asked.at < FORGOTTEN_MS)
    return { state: "waiting", text: `it waits for approval ${approvalId}`, approvalId };
  if (ended === undefined) return { state: "wanting", text: `${approvalId} came to no end`, from: 0 };
  const was = `${approvalId} was ${ended.why}`;
  if (ended.state === "denied") return { state: "wanting", text: was };
  const from = ended.at + ASK_AGAIN_MS;
  return { state: "wanting", text: `${was}; it is asked anew from ${toMinute(from)} on`, from };
}

function whyWanting(approved: RetentionRecord["inForce"], lost: Lost | undefined): string {
  if (approved === undefined) return "nobody has approved a policy yet";
  if (lost === undefined) return "it would prune more than what was approved";
  return `those who approved it may not any more: ${lost.why}`;
}

function words(
  { approvedBy, since, digest, approvalId }: NonNullable<RetentionRecord["inForce"]>,
  now: string,
): string {
  const by = `approved by ${approvedBy.join(", ")} at ${toMinute(since)} (${approvalId})`;
  return digest === now ? by : `it keeps at least what was ${by}`;
}
