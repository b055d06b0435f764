import type { Application } from "#domain/application.ts";
import { approvedBy } from "#domain/approval.ts";
import { seeApprover } from "#domain/approver.ts";
import { type Lost, type Mandate, mandateOf } from "#domain/retention/mandate.ts";
import type { RetentionPolicy } from "#domain/retention/policy.ts";
import type { RetentionRecord } from "#domain/retention/record.ts";
import type { KeptRetention } from "./retention-records.ts";
import type { TestPorts } from "./test-ports.ts";

/**
 * May an application's policy be carried out now? Those who approved it are looked up as they are now: what they may not any
 * more is asked anew, and what cannot be seen counts as no.
 */
export async function retentionMandate(
  application: Application,
  { policy, digest }: { readonly policy: RetentionPolicy; readonly digest: string },
  ports: TestPorts,
  signal: AbortSignal,
): Promise<{ readonly mandate: Mandate; readonly kept: KeptRetention | undefined }> {
  const kept = await ports.records.retention(application.application);
  const needsApproval = application.approve.includes("prune");
  const lost = needsApproval ? await approversLost(application, kept?.record, ports, signal) : undefined;
  const mandate = mandateOf({ policy, digest, needsApproval, lost }, kept?.record, ports.clock.now());
  return { mandate, kept };
}

/** By the manifest at the request and the manifest now, whichever is stricter; a broken glass by config as it is now. */
async function approversLost(
  { owners }: Application,
  record: RetentionRecord | undefined,
  { records, members, breakGlass }: TestPorts,
  signal: AbortSignal,
): Promise<Lost | undefined> {
  const id = record?.inForce?.approvalId;
  if (id === undefined) return undefined;
  const approval = (await records.approval(id))?.approval;
  if (approval === undefined) return { why: `approval ${id} is not in the store`, unseen: false };
  const glass = approval.breakGlass?.by;
  if (glass !== undefined)
    return breakGlass.includes(glass)
      ? undefined
      : { why: `${glass} broke the glass, and config breakGlass does not name them any more`, unseen: false };
  const lists = [owners.approvers, approval.approvers];
  const seen = await Promise.all(approvedBy(approval).map((by) => seeApprover(by, lists, members, signal)));
  const lost = seen.flatMap((one) => ("no" in one ? [one] : []));
  const quorum = Math.max(approval.quorum, owners.quorum);
  if (seen.length - lost.length >= quorum) return undefined;
  if (lost.length === 0)
    return { why: `${seen.length} approved, and the manifest wants ${quorum}`, unseen: false };
  return { why: lost.map(({ no }) => no).join("; "), unseen: lost.some(({ unseen }) => unseen) };
}
