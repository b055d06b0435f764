import { z } from "zod";
import type { Approval } from "#domain/approval.ts";
import { fitted } from "./fit.ts";

/** Ours have eleven characters. */
const ID_MAX = 80;

/** What a button or a window of an approval carries: which one, and what of it the person was shown. Never a decision. */
const Value = z.strictObject({
  approval: z.string().min(1).max(ID_MAX),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ApprovalValue = z.infer<typeof Value>;

export const approvalValue = ({ id, digest }: Pick<Approval, "id" | "digest">): string =>
  JSON.stringify({ approval: fitted(id.toWellFormed(), ID_MAX), digest } satisfies ApprovalValue);

/** Undefined for what we did not write. */
export function readApprovalValue(text: string): ApprovalValue | undefined {
  try {
    return Value.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
