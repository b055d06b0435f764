import { z } from "zod";
import type { Approval } from "#domain/approval.ts";
import { DomainError } from "#domain/errors.ts";
import { type CleanupPlan, cleanupDigest, cleanupLines } from "#domain/orphans/cleanup-plan.ts";
import type { CleanupReport } from "#domain/orphans/cleanup-record.ts";
import type { CleanupRequestResult, NothingToClean } from "#domain/orphans/cleanup-result.ts";
import type { Json, RunContext } from "#engine/port.ts";
import { awaitApproval } from "#workflows/await-approval.ts";
import { notApproved } from "#workflows/not-approved.ts";
import type { OrphanPorts } from "#workflows/orphan-ports.ts";
import { fitSummary } from "#workflows/summary.ts";
import { CLEAN_ORPHANS } from "../names.ts";
import { cleanLockKey } from "./clean-orphans.ts";
import { planCleanupOf, runsMeant } from "./plan-cleanup.ts";
import { scanOne } from "./scan-orphans.ts";

export const RequestCleanupInput = z.object({
  application: z.string(),
  requestedBy: z.string(),
  only: z.string().optional(),
  reason: z.string().optional(),
});

/** The run that carries a request out; its plan has the same id. */
export const cleanupIdOf = (requestId: string): string => `${requestId}-clean`;

/**
 * Plans a clean-up, has exactly this plan approved where the manifest says so, and then has it carried out by a run of its
 * own. Holds no lock: an open request keeps nobody from taking snapshots. Where nothing may be deleted, nobody is asked.
 */
export async function requestCleanup(
  ctx: RunContext,
  given: Json,
  ports: OrphanPorts,
): Promise<CleanupRequestResult> {
  const input = RequestCleanupInput.parse(given);
  const id = cleanupIdOf(ctx.runId);
  ctx.progress({ phase: "planning" });
  // The plan itself is a document: a journal's entry holds less than many orphans.
  const nothing = await ctx.step(
    "plan",
    async ({ signal }) => (await planOf(id, input, ports, signal)) ?? null,
  );
  if (nothing !== null) return nothing;
  const asked = await approved(ctx, id, input, ports);
  const refusal = asked && notApproved(asked);
  if (refusal !== undefined) return refusal;
  try {
    return await ctx.child<CleanupReport>(
      CLEAN_ORPHANS,
      id,
      {
        application: input.application,
        requestedBy: input.requestedBy,
        ...(asked === undefined ? {} : { approvalId: asked.id }),
      },
      { lockKey: cleanLockKey(input.application), onBusy: "queue" },
    );
  } catch (cause) {
    const after = asked && (await ctx.step("after", () => approvalNow(asked.id, ports)));
    const refused = after ? notApproved(after) : undefined;
    if (refused === undefined) throw cause;
    return refused;
  }
}

/** Keeps the plan, or says why there is none. Ran twice: the first one's plan stays. */
async function planOf(
  id: string,
  { application, only, requestedBy, reason }: z.infer<typeof RequestCleanupInput>,
  ports: OrphanPorts,
  signal: AbortSignal,
): Promise<NothingToClean | undefined> {
  if ((await ports.orphans.records.cleanup(id)) !== undefined) return undefined;
  // What a run has left behind a moment ago no scan has seen yet.
  if ((await runsMeant(only, ports)) !== undefined) {
    const { cloud } = ports.application(application);
    const { unseen } = await scanOne(id, cloud, ports, signal);
    if (unseen !== undefined)
      throw new DomainError("unreachable", `cloud ${cloud} could not be looked at: ${unseen}`);
  }
  const { plan, refused } = await planCleanupOf({ application, only }, ports, signal);
  if (refused !== undefined) return nothingOf(plan, "refused", refused.why, refused.next);
  if (plan.items.length === 0) {
    const why = plan.stays.length === 0 ? "no orphan of it is on record" : "everything that was found stays";
    return nothingOf(plan, "nothing to delete", why);
  }
  await ports.orphans.records.saveCleanup({
    id,
    plan,
    requestedBy,
    ...(reason === undefined ? {} : { reason }),
    state: "planned",
  });
  return undefined;
}

/** So many are told with a reason; `orphans` tells all. */
const TOLD = 50;

const nothingOf = (
  { application, stays }: CleanupPlan,
  outcome: NothingToClean["outcome"],
  why: string,
  next?: string,
): NothingToClean => ({
  outcome,
  application,
  why,
  ...(next === undefined ? {} : { next }),
  stays: stays.slice(0, TOLD),
});

/** Undefined where the manifest asks for no approval of clean-ups. */
async function approved(
  ctx: RunContext,
  id: string,
  { application, requestedBy, reason }: z.infer<typeof RequestCleanupInput>,
  ports: OrphanPorts,
): Promise<Approval | undefined> {
  const asks = await ctx.step("needs approval", async () =>
    ports.application(application).approve.includes("cleanup"),
  );
  if (!asks) return undefined;
  const told = await ctx.step("tell the plan", async () => {
    const plan = (await ports.orphans.records.cleanup(id))?.plan;
    return plan === undefined
      ? null
      : { digest: cleanupDigest(plan), summary: fitSummary(cleanupLines(plan)) };
  });
  if (told === null) throw new Error(`clean-up ${id} has no plan`);
  return awaitApproval(
    ctx,
    { application, subject: { kind: "cleanup", planId: id }, ...told, requestedBy, reason },
    ports,
  );
}

const approvalNow = async (id: string, { records }: OrphanPorts): Promise<Approval | null> =>
  (await records.approval(id))?.approval ?? null;
