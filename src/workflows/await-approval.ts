import { type Approval, type ApprovalState, type ApprovalSubject, REASON_MAX } from "#domain/approval.ts";
import { expire, voided, withdraw } from "#domain/approval-transitions.ts";
import { DomainError } from "#domain/errors.ts";
import type { RunContext } from "#engine/port.ts";
import { approvalId } from "#support/ids.ts";
import { approvalRow, changeApproval } from "./change-approval.ts";
import { settleApproved } from "./confirm-approval.ts";
import type { Ports } from "./ports.ts";
import { fitSummary } from "./summary.ts";

/** A message to the waiting run. It only wakes it: the document is the truth. */
export const DECISION_TOPIC = "decision";

export interface ApprovalRequest {
  readonly application: string;
  readonly subject: ApprovalSubject;
  /** SHA-256, hex, of what is to be approved. */
  readonly digest: string;
  /** What will happen, line by line; what is too long for one document is cut, and says so. */
  readonly summary: readonly string[];
  readonly requestedBy: string;
  readonly reason?: string | undefined;
}

/**
 * Puts a request before the approvers and waits until it has ended: approved, denied, expired, withdrawn or voided. Holds
 * no lock of the application. An approval is returned only when every right behind it still held then.
 *
 * Ran twice: the id comes from the run, so it is one approval. Half ran: the document says what was decided. Never heard:
 * the deadline is durable. A run that ends while it waits, cancelled or failed, takes its request back.
 */
export async function awaitApproval(
  ctx: RunContext,
  request: ApprovalRequest,
  ports: Ports,
): Promise<Approval> {
  const id = approvalId(ctx.runId);
  const expiresAt = await ctx.step("request approval", () => ask(ctx.runId, request, ports));
  ctx.progress({ phase: "approval" });
  try {
    await ended(ctx, id, expiresAt, ports);
    await ctx.step("approved", ({ signal }) => settleApproved(id, ports, signal));
    const approval = await ctx.step("decided", async () => (await read(id, ports)).approval);
    ctx.progress({ phase: approval.state });
    return approval;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    await ctx.step("give up", () => giveUp(id, why, ports));
    throw cause;
  }
}

/** Returns until when it may be decided. */
async function ask(runId: string, request: ApprovalRequest, ports: Ports): Promise<number> {
  const { summary, reason, ...asked } = request;
  const id = approvalId(runId);
  const before = await ports.records.approval(id);
  if (before !== undefined) return ours(before.approval, runId).expiresAt;
  const requestedAt = ports.clock.now();
  const { cloud, owners } = ports.application(request.application);
  const approval: Approval = {
    ...asked,
    id,
    runId,
    cloud,
    summary: fitSummary(summary),
    ...(reason === undefined ? {} : { reason }),
    requestedAt,
    expiresAt: requestedAt + ports.limits.approvalExpiryMs,
    approvers: owners.approvers,
    quorum: owners.quorum,
    state: "requested",
    decisions: [],
  };
  const row = approvalRow(approval, asked.requestedBy, "requested", reason === undefined ? {} : { reason });
  if (await ports.records.saveApproval(approval, "absent", row)) return approval.expiresAt;
  return ours((await read(id, ports)).approval, runId).expiresAt;
}

/** Two runs whose ids make the same approval's: as good as impossible, and then nothing is approved by mistake. */
function ours(approval: Approval, runId: string): Approval {
  if (approval.runId === runId) return approval;
  throw new DomainError("failed", `${approval.id} is the approval of run ${approval.runId} already`, {
    next: "ask again",
  });
}

/** Resolves when somebody has ended the request, or nobody has in time. */
async function ended(ctx: RunContext, id: string, expiresAt: number, ports: Ports): Promise<void> {
  for (let look = 1; ; look++) {
    const { kind } = await ctx.receive(DECISION_TOPIC, { until: expiresAt });
    const state = await ctx.step<ApprovalState>(`look #${look}`, async () => {
      if (kind === "message") return (await read(id, ports)).approval.state;
      return expireUnlessEnded(id, expiresAt, ports);
    });
    if (state !== "requested") return;
  }
}

async function expireUnlessEnded(id: string, expiresAt: number, ports: Ports): Promise<ApprovalState> {
  // A wall clock that was set back meanwhile does not keep it open.
  const at = Math.max(ports.clock.now(), expiresAt);
  const { approval } = await changeApproval(ports.records, id, (open) =>
    open.state === "requested"
      ? { next: expire(open, at), actor: `run ${open.runId}`, act: "expired" }
      : undefined,
  );
  return approval.state;
}

/** Nothing is left open behind a run that has ended. */
async function giveUp(id: string, why: string, ports: Ports): Promise<null> {
  const at = ports.clock.now();
  await changeApproval(ports.records, id, (left) => {
    const actor = `run ${left.runId}`;
    if (left.state === "approved")
      return { next: voided(left, { at, why }), actor, act: "voided", detail: { why } };
    if (left.state !== "requested") return undefined;
    if (at >= left.expiresAt) return { next: expire(left, at), actor, act: "expired" };
    const reason = why.slice(0, REASON_MAX);
    return { next: withdraw(left, { by: actor, at, reason }), actor, act: "withdrawn", detail: { why } };
  });
  return null;
}

async function read(id: string, { records }: Ports) {
  const kept = await records.approval(id);
  if (kept === undefined) throw new DomainError("failed", `approval ${id} is not in the store any more`);
  return kept;
}
