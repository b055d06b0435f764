import { z } from "zod";
import { type Approval, whoApproved } from "#domain/approval.ts";
import { DomainError } from "#domain/errors.ts";
import { cleanupDigest, gibOf } from "#domain/orphans/cleanup-plan.ts";
import type { CleanedItem, CleanupRecord, CleanupReport } from "#domain/orphans/cleanup-record.ts";
import type { Orphan } from "#domain/orphans/orphan.ts";
import type { Json, RunContext } from "#engine/port.ts";
import { confirmApproval } from "#workflows/confirm-approval.ts";
import type { OrphanPorts } from "#workflows/orphan-ports.ts";
import { cleaned, deleteOrphan } from "./delete-orphan.ts";
import { refusal } from "./plan-cleanup.ts";
import { detailOf } from "./record-sighting.ts";
import { settleRestores } from "./settle-restores.ts";

export const CleanOrphansInput = z.object({
  application: z.string(),
  requestedBy: z.string(),
  approvalId: z.string().optional(),
});

/** One clean-up of an application at a time; its snapshots go on meanwhile. */
export const cleanLockKey = (application: string): string => `clean ${application}`;

/**
 * Deletes what a stored plan lists, one after another in its order, and nothing else. Each item is looked at again at the
 * moment of its deletion; the plan is the limit, never the reason. What changed is skipped and told.
 *
 * Killed anywhere, it goes on where it was: an item is one step, and a step that is executed again follows what the first
 * execution has asked for.
 */
export async function cleanOrphans(ctx: RunContext, given: Json, ports: OrphanPorts): Promise<CleanupReport> {
  const { application, approvalId } = CleanOrphansInput.parse(given);
  const record = await planned(ctx, ports);
  if (record.plan.application !== application)
    throw new DomainError("failed", `plan ${record.id} is not of ${application}`);
  const approval = approvalId === undefined ? undefined : await confirmed(ctx, approvalId, record, ports);
  if (approval === undefined) await confirmUnasked(ctx, application, ports);
  await ctx.step("begin", () =>
    ports.orphans.records.saveCleanup({ ...record, state: "running" }).then(() => null),
  );
  const { items } = record.plan;
  const done: CleanedItem[] = [];
  for (const item of items) {
    ctx.progress({ phase: "deleting", done: done.length, of: items.length, what: item.name || item.thing });
    done.push(await ctx.step(`delete ${item.id}`, (step) => deleteOne(ctx.runId, item, ports, step)));
  }
  await ctx.step("settle restores", ({ signal }) => settleRestores(done, items, ports, signal));
  const report = reportOf(record, done, approval);
  await ctx.step("end", () =>
    ports.orphans.records.saveCleanup({ ...record, state: "ended", report }).then(() => null),
  );
  return report;
}

/** Not journaled: the document does not change but for its state, and is larger than a journal's entry may be. */
async function planned(ctx: RunContext, { orphans }: OrphanPorts): Promise<CleanupRecord> {
  const found = await orphans.records.cleanup(ctx.runId);
  if (found !== undefined) return found;
  throw new DomainError("failed", `the store has no plan of clean-up ${ctx.runId}`, {
    next: "ask for it anew",
  });
}

const confirmed = (
  ctx: RunContext,
  id: string,
  { plan }: CleanupRecord,
  ports: OrphanPorts,
): Promise<Approval> =>
  confirmApproval(
    ctx,
    id,
    ({ subject }) =>
      subject.kind === "cleanup" && subject.planId === ctx.runId ? cleanupDigest(plan) : "another",
    ports,
  );

/** The manifest may have begun to want an approval since it was asked for. */
async function confirmUnasked(ctx: RunContext, application: string, ports: OrphanPorts): Promise<void> {
  const asks = await ctx.step("needs approval", async () =>
    ports.application(application).approve.includes("cleanup"),
  );
  if (asks)
    throw new DomainError("refused", `the manifest of ${application} wants an approval of clean-ups by now`, {
      next: "ask for it anew",
    });
}

async function deleteOne(
  runId: string,
  item: Orphan,
  ports: OrphanPorts,
  step: { readonly signal: AbortSignal; readonly execution: number },
): Promise<CleanedItem> {
  const refused = await whyNothing(item, ports, step.signal);
  const done =
    refused === undefined ? await deleteOrphan(item, ports, step) : cleaned(item, "skipped", refused);
  // The tombstone: what it was, and that it is gone, as long as there is an audit.
  if (done.outcome === "deleted" || done.outcome === "gone")
    await ports.orphans.records.remove(item.id, {
      actor: `run ${runId}`,
      act: `orphan.${done.outcome}`,
      subject: item.id,
      detail: { ...detailOf(item), plan: runId },
    });
  return done;
}

/** A cloud that does not say what time it has is not one to delete anything in. */
async function whyNothing(
  { cloud }: Orphan,
  ports: OrphanPorts,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return (await refusal(cloud, ports, signal))?.why;
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof DomainError)) throw cause;
    return cause.message;
  }
}

function reportOf(
  { id, plan }: CleanupRecord,
  items: CleanedItem[],
  approval: Approval | undefined,
): CleanupReport {
  return {
    runId: id,
    application: plan.application,
    cloud: plan.cloud,
    items,
    freedGib: gibOf(items.filter(({ outcome }) => outcome === "deleted")),
    ...(approval === undefined ? { approvedBy: [] } : whoApproved(approval)),
  };
}
