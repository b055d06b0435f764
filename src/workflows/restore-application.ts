import { z } from "zod";
import { whoApproved } from "#domain/approval.ts";
import { DomainError } from "#domain/errors.ts";
import { canRestore } from "#domain/restore/make-plan.ts";
import { planDigest, type RestorePlan } from "#domain/restore/plan.ts";
import type { RestoreReport } from "#domain/restore/report.ts";
import { restoreReport } from "#domain/restore/restore-report.ts";
import type { Json, RunContext } from "#engine/port.ts";
import { type Came, carryOut, failedPhase } from "./carry-out-restore.ts";
import { confirmApproval } from "./confirm-approval.ts";
import { planRestore, RestoreWish } from "./plan-restore.ts";
import type { RestorePorts } from "./restore-ports.ts";
import type { RestoreRun } from "./restore-run.ts";
import { listMade, tearDown } from "./tear-down.ts";
import { placeAt } from "./test-slots.ts";

export const RestoreInput = RestoreWish.extend({
  /** Slack id of whoever asked. */
  requestedBy: z.string(),
  reason: z.string().optional(),
  /** Of the plan that was shown; another one is not carried out. */
  digest: z.string(),
  approvalId: z.string().optional(),
});
export type RestoreInput = z.infer<typeof RestoreInput>;

/**
 * Makes new volumes of a recovery point beside the old ones, has them read on the recovery server, and reports how far it
 * came. Nothing that exists is overwritten. Whatever fails, and a cancel, lists what is there and takes it away, unless it
 * is to be kept. One run at a time per application: start it with the application's name as `lockKey`.
 */
export async function restoreApplication(
  ctx: RunContext,
  given: Json,
  ports: RestorePorts,
): Promise<RestoreReport> {
  const input = RestoreInput.parse(given);
  ctx.progress({ phase: "planning" });
  const startedAt = await ctx.now();
  const { plan, approved } = await confirmedPlan(ctx, input, ports);
  const run: RestoreRun = { runId: ctx.runId, plan, expiresAt: startedAt + plan.ttlMs, ports };
  const record = recordOf(run, input, startedAt);
  await ctx.step("begin", () => ports.restores.save({ ...record, state: "running" }).then(() => null));
  if (plan.server !== undefined) ports.testSlots?.occupy(ctx.runId, placeAt(plan.server.name, plan.cloud));
  try {
    const came: Came = { startedAt, phases: {}, checks: [], volumes: [] };
    const stopped = await carryOut(ctx, run, came);
    return await settled({ ctx, run, came, record, approved }, stopped);
  } finally {
    ports.testSlots?.leave(ctx.runId);
  }
}

async function settled(parts: Ending, stopped: DomainError | undefined): Promise<RestoreReport> {
  try {
    return await settle(parts, stopped, "");
  } catch (cause) {
    // A cancel is told once, to whichever step it meets. One that met the settling has everything settled anew.
    if (cause instanceof Stopped || !(cause instanceof DomainError) || cause.kind !== "interrupted")
      throw cause;
    return settle(parts, cause, ", cancelled");
  }
}

/** What the run ends with; everything is settled then. */
class Stopped extends DomainError {}

interface Ending {
  readonly ctx: RunContext;
  readonly run: RestoreRun;
  readonly came: Came;
  readonly record: ReturnType<typeof recordOf>;
  readonly approved: ReturnType<typeof whoApproved>;
}

/** Keeps or takes away what was made, records which, and returns the report; throws `Stopped` when the run was stopped. */
async function settle(
  { ctx, run, came, record, approved }: Ending,
  stopped: DomainError | undefined,
  again: string,
): Promise<RestoreReport> {
  const { plan, ports, runId, expiresAt } = run;
  const why = stopped?.message ?? failedPhase(came)?.text;
  const kept = plan.onFailure === "keep" || why === undefined;
  ctx.progress({ phase: kept ? "listing" : "tearing down", ...(why === undefined ? {} : { why }) });
  const left = await ctx.step(`${kept ? "list" : "tear down"}${again}`, ({ signal }) =>
    kept ? listMade(run, signal) : tearDown(run, signal).then((torn) => torn.left),
  );
  // Its manifest may have gone meanwhile: what was done is told even so.
  const application = ports.applications().find((one) => one.application === plan.application);
  const ending = { ...came, runId, application, plan, ...approved, kept, left, expiresAt };
  const report = restoreReport(ending);
  const state = kept ? "kept" : left.length === 0 ? "gone" : "left";
  await ctx.step(`record${again}`, () => ports.restores.save({ ...record, state, report }).then(() => null));
  if (stopped === undefined) return report;
  throw new Stopped(stopped.kind, `${stopped.message}; ${afterwards(report)}`, {
    ...(stopped.next === undefined ? {} : { next: stopped.next }),
    cause: stopped,
  });
}

/**
 * The plan as it is now, if it is the one that was shown and approved. What its request planned a moment ago, without
 * anybody being asked, is as it is now. Throws `refused`; nothing was made then.
 */
async function confirmedPlan(
  ctx: RunContext,
  input: RestoreInput,
  ports: RestorePorts,
): Promise<{ plan: RestorePlan; approved: ReturnType<typeof whoApproved> }> {
  const { approvalId } = input;
  const plan = await ctx.step(
    "plan",
    async ({ signal }) =>
      (approvalId === undefined ? ports.freshPlans.take(ctx.runId, input, ports.clock.now()) : undefined) ??
      (await planRestore(input, ports, signal)),
  );
  const digest = planDigest(plan);
  const approval =
    approvalId === undefined ? undefined : await confirmApproval(ctx, approvalId, () => digest, ports);
  if (digest !== input.digest)
    throw new DomainError("refused", "what would be done now is not what was shown: the plan has changed", {
      next: "look at the plan again, and ask anew",
    });
  if (canRestore(plan))
    return { plan, approved: approval === undefined ? { approvedBy: [] } : whoApproved(approval) };
  const against = plan.findings.filter(({ severity }) => severity === "error").map(({ text }) => text);
  throw new DomainError("refused", `the restore cannot be carried out: ${against.join("; ")}`);
}

const recordOf = ({ runId, plan }: RestoreRun, input: RestoreInput, startedAt: number) => ({
  id: runId,
  application: plan.application,
  plan,
  requestedBy: input.requestedBy,
  ...(input.reason === undefined ? {} : { reason: input.reason }),
  ...(input.approvalId === undefined ? {} : { approvalId: input.approvalId }),
  startedAt,
});

function afterwards({ state, left }: RestoreReport): string {
  const things = left.map(({ kind, id, status }) => `${kind} ${id} (${status})`).join(", ");
  switch (state) {
    case "torn down":
      return "nothing of the restore is left";
    case "left behind":
      return `could not be removed: ${things}`;
    case "kept":
      return `kept as asked: ${things === "" ? "nothing" : things}`;
  }
}
