import type { Approval } from "#domain/approval.ts";
import { DomainError } from "#domain/errors.ts";
import type { AuditDetail, AuditRow, RecordsPort } from "./records-port.ts";

/** What is to become of an approval, and how the audit tells it. Undefined: it stays as it is. */
export type ApprovalChange = (
  approval: Approval,
) =>
  | { readonly next: Approval; readonly actor: string; readonly act: string; readonly detail?: AuditDetail }
  | undefined;

/**
 * Decides on what the store has now, in one commit; whoever was second reads again and decides anew. Throws what `change`
 * throws, and `not-found`.
 */
export async function changeApproval(
  records: Pick<RecordsPort, "approval" | "saveApproval">,
  id: string,
  change: ApprovalChange,
): Promise<{ readonly approval: Approval; readonly version: number }> {
  for (;;) {
    const kept = await records.approval(id);
    if (kept === undefined) throw new DomainError("not-found", `there is no approval "${id}"`);
    const made = change(kept.approval);
    if (made === undefined) return kept;
    const { next, actor, act, detail } = made;
    const saved = await records.saveApproval(next, kept.version, approvalRow(next, actor, act, detail));
    if (saved) return { approval: next, version: kept.version + 1 };
  }
}

/** `approval.requested`, `approval.deny` …: one row for each change of an approval. */
export const approvalRow = (
  approval: Approval,
  actor: string,
  act: string,
  detail: AuditDetail = {},
): AuditRow => ({
  actor,
  act: `approval.${act}`,
  subject: approval.id,
  detail: {
    application: approval.application,
    subject: approval.subject.kind,
    runId: approval.runId,
    digest: approval.digest,
    state: approval.state,
    ...detail,
  },
});
