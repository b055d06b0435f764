import type { Approval } from "#domain/approval.ts";
import { canRestore } from "#domain/restore/make-plan.ts";
import { restoreIdOf } from "#domain/restore/names.ts";
import { planDigest, type RestorePlan } from "#domain/restore/plan.ts";
import { planLines } from "#domain/restore/plan-lines.ts";
import type { RestoreReport } from "#domain/restore/report.ts";
import type { NotPossible, RestoreRequestResult } from "#domain/restore/restore-request-result.ts";
import type { Json, RunContext } from "#engine/port.ts";
import { awaitApproval } from "./await-approval.ts";
import { RESTORE_APPLICATION } from "./names.ts";
import { notApproved } from "./not-approved.ts";
import { planRestore } from "./plan-restore.ts";
import { RestoreInput } from "./restore-application.ts";
import type { RestorePorts } from "./restore-ports.ts";

/** Without what the plan decides. */
export const RequestRestoreInput = RestoreInput.omit({ digest: true, approvalId: true });

/**
 * Plans a restore, has exactly this plan approved where the manifest says so, and then has it carried out by a run of its
 * own. Holds no lock of the application: an open request keeps nobody from taking snapshots. What cannot be carried out is
 * told before anybody is asked.
 */
export async function requestRestore(
  ctx: RunContext,
  given: Json,
  ports: RestorePorts,
): Promise<RestoreRequestResult> {
  const input = RequestRestoreInput.parse(given);
  ctx.progress({ phase: "planning" });
  const plan = await ctx.step("plan", ({ signal }) => planRestore(input, ports, signal));
  if (!canRestore(plan)) return notPossible(plan);
  const approval = await approved(ctx, plan, input, ports);
  const refusal = approval === undefined ? undefined : notApproved(approval);
  if (refusal !== undefined) return refusal;
  const restoreId = restoreIdOf(ctx.runId);
  // Where nobody was asked, it is carried out the moment it was planned.
  if (approval === undefined) ports.freshPlans.keep(restoreId, plan);
  try {
    return await ctx.child<RestoreReport>(
      RESTORE_APPLICATION,
      restoreId,
      {
        ...input,
        // The point that was shown, also when a newer one has been taken meanwhile.
        point: plan.point.id,
        digest: planDigest(plan),
        ...(approval === undefined ? {} : { approvalId: approval.id }),
      },
      { lockKey: input.application, onBusy: "queue" },
    );
  } catch (cause) {
    const voided = approval && (await ctx.step("after", () => approvalNow(approval.id, ports)));
    const refused = voided ? notApproved(voided) : undefined;
    if (refused === undefined) throw cause;
    return refused;
  }
}

/** Undefined where the manifest asks for no approval of restores. */
async function approved(
  ctx: RunContext,
  plan: RestorePlan,
  {
    application,
    requestedBy,
    reason,
  }: { application: string; requestedBy: string; reason?: string | undefined },
  ports: RestorePorts,
): Promise<Approval | undefined> {
  const asks = await ctx.step("needs approval", async () =>
    ports.application(application).approve.includes("restore"),
  );
  if (!asks) return undefined;
  return awaitApproval(
    ctx,
    {
      application,
      subject: { kind: "restore", planId: restoreIdOf(ctx.runId) },
      digest: planDigest(plan),
      summary: planLines(plan, plan.plannedAt),
      requestedBy,
      reason,
    },
    ports,
  );
}

const approvalNow = async (id: string, { records }: RestorePorts): Promise<Approval | null> =>
  (await records.approval(id))?.approval ?? null;

function notPossible({ application, point, findings, strategy }: RestorePlan): NotPossible {
  const problems = findings
    .filter(({ severity }) => severity === "error")
    .map(({ subject, text, next }) => `${subject}: ${text}${next === undefined ? "" : `; ${next}`}`);
  return {
    outcome: "not possible",
    application,
    point: point.id,
    problems: problems.length > 0 ? problems : [strategy.why],
  };
}
