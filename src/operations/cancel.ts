import { REASON_MAX } from "#domain/approval.ts";
import { withdraw } from "#domain/approval-transitions.ts";
import { DomainError } from "#domain/errors.ts";
import type { Actor, Permitted } from "#domain/permission.ts";
import type { RunState, RunView } from "#engine/port.ts";
import { approvalId } from "#support/ids.ts";
import { changeApproval } from "#workflows/change-approval.ts";
import { asked, auditName, seenBy } from "./asker.ts";
import type { Context } from "./context.ts";
import { findRun } from "./find-run.ts";
import { operatorOf } from "./operator-of.ts";
import { applicationOf, requestedBy } from "./run-lines.ts";

export interface CancelRequest {
  readonly runId: string;
  readonly reason?: string | undefined;
  readonly actor: Actor;
}

/** A parked run waits for a version that knows it, and would go on then. */
const ended: ReadonlySet<RunState> = new Set(["done", "failed", "cancelled"]);

/**
 * Asks a run to stop. What is frozen is thawed in order first, so a running one may end later than this resolves. Throws
 * `not-found`, `not-permitted`, or `refused` when it has ended.
 */
export async function cancel(
  context: Context,
  request: CancelRequest,
  signal: AbortSignal,
): Promise<RunView> {
  const { engine, ports } = context;
  const { actor } = request;
  const run = await findRun(engine, request.runId);
  return asked(ports.records, { actor, act: "run.cancel", subject: run.id }, async () => {
    const application = applicationOf(run) ?? "";
    const about = { application, requestedBy: requestedBy(run), act: "cancel a run" };
    const seen = await operatorOf(context, about, actor, signal);
    if (ended.has(run.state))
      throw new DomainError("refused", `run ${run.id} has ended already (${run.state}): nothing to cancel`);
    const reason = request.reason ?? "no reason given";
    // Who asked is on disk before the run hears of it.
    await ports.records.audit({
      actor: auditName(actor),
      act: "run.cancel",
      subject: run.id,
      detail: { ...seenBy(actor, seen), application, reason },
    });
    await withdrawRequest(context, run, seen, request.reason);
    await engine.cancel(run.id, `by ${seen.slackId}: ${reason}`);
    return findRun(engine, run.id);
  });
}

/** What the run asked for is taken back by whoever cancels it, not by the run alone. */
async function withdrawRequest(
  { ports: { records, clock } }: Context,
  run: RunView,
  { slackId }: Permitted,
  reason: string | undefined,
): Promise<void> {
  const id = approvalId(run.id);
  if ((await records.approval(id))?.approval.runId !== run.id) return;
  await changeApproval(records, id, (approval) => {
    const at = clock.now();
    if (approval.state !== "requested" || at >= approval.expiresAt) return undefined;
    const why = `run ${run.id} was cancelled${reason === undefined ? "" : `: ${reason}`}`.slice(
      0,
      REASON_MAX,
    );
    return {
      next: withdraw(approval, { by: slackId, at, reason: why }),
      actor: slackId,
      act: "withdrawn",
      detail: { why },
    };
  });
}
