import type { Approval } from "#domain/approval.ts";
import type { NewSlot } from "./outbox/outbox.ts";

/** The messages that a request owes to its channel now: its own, and once it has ended one that tells whoever asked. */
export function approvalSlots(approval: Approval, channel: string): NewSlot[] {
  const { id, state } = approval;
  const message = approvalSlot(id, channel);
  if (!isNews(approval)) return [message];
  const about = { kind: "approval-outcome", approvalId: id, state } as const;
  return [message, { id: `approval-outcome ${id} ${state}`, channel, about }];
}

export const approvalSlot = (approvalId: string, channel: string): NewSlot => ({
  id: approvalSlotId(approvalId),
  channel,
  about: { kind: "approval", approvalId },
});

export const approvalSlotId = (approvalId: string): string => `approval ${approvalId}`;

/** Whoever takes back what they asked for themselves knows it. */
const isNews = ({ state, endedBy, requestedBy }: Approval): boolean =>
  state !== "requested" && (state !== "withdrawn" || endedBy !== requestedBy);
