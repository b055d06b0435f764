import type { Approval } from "#domain/approval.ts";
import { expire, withdraw } from "#domain/approval-transitions.ts";
import type { Engine, RunState } from "#engine/port.ts";
import { approvalId } from "#support/ids.ts";
import { changeApproval } from "#workflows/change-approval.ts";
import type { Ports } from "#workflows/ports.ts";
import { wake } from "./approval-asker.ts";

/** All that can wait at once, and more. */
const MOST = 10_000;
const over: ReadonlySet<RunState> = new Set(["done", "failed", "cancelled"]);

/**
 * After a start: a decision whose message to its run was lost with the process is sent again (the same one twice is one),
 * and what no run waits for any more is closed. Call it when runs are recovered.
 */
export async function wakeApprovals(engine: Engine, ports: Pick<Ports, "records" | "clock">): Promise<void> {
  for (const run of await engine.list({ state: "running", limit: MOST })) {
    if (!run.workflow.startsWith("request-")) continue;
    const kept = await ports.records.approval(approvalId(run.id));
    if (kept !== undefined && kept.approval.state !== "requested") await wake({ engine }, kept);
  }
  for (const open of await ports.records.openApprovals()) await closeAbandoned(open, engine, ports);
}

async function closeAbandoned(
  { id, runId, state, expiresAt }: Approval,
  engine: Engine,
  { records, clock }: Pick<Ports, "records" | "clock">,
): Promise<void> {
  if (state !== "requested") return;
  const run = await engine.get(runId);
  // A parked run closes nothing itself.
  const late = run?.state === "parked" && clock.now() >= expiresAt;
  if (run !== undefined && !over.has(run.state) && !late) return;
  await changeApproval(records, id, (approval) => {
    if (approval.state !== "requested") return undefined;
    const [actor, at] = [`run ${runId}`, clock.now()];
    if (at >= approval.expiresAt) return { next: expire(approval, at), actor, act: "expired" };
    const reason = "its run has ended";
    return {
      next: withdraw(approval, { by: actor, at, reason }),
      actor,
      act: "withdrawn",
      detail: { why: reason },
    };
  });
}
