import type { Approval } from "#domain/approval.ts";
import type { NotApproved } from "#domain/snapshot-request-result.ts";

/** How a request ended instead of being approved; undefined when it was, or is still open. */
export function notApproved({
  id,
  application,
  state,
  endedBy,
  endedWhy,
}: Approval): NotApproved | undefined {
  if (state === "approved" || state === "requested") return undefined;
  const by = endedBy === undefined ? "" : ` by ${endedBy}`;
  const why = `${state}${by}${endedWhy === undefined ? "" : `: ${endedWhy}`}`;
  return { outcome: state, application, approvalId: id, why };
}
