import { z } from "zod";
import type { Application } from "#domain/application.ts";
import { type Approval, whoApproved } from "#domain/approval.ts";
import type { SetEvidence } from "#domain/evidence.ts";
import { missingFromSet } from "#domain/group-snapshot-set.ts";
import { labelOf } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { SCHEDULE } from "#domain/schedule/record.ts";
import { type SnapshotResult, snapshotResult } from "#domain/snapshot-result.ts";
import type { Json, RunContext } from "#engine/port.ts";
import { fromIso } from "#support/clock.ts";
import { pointId } from "#support/ids.ts";
import { awaitSet } from "./await-set.ts";
import { collectSet } from "./collect-set.ts";
import { confirmApproval } from "./confirm-approval.ts";
import { lastGoodPoint } from "./last-good-point.ts";
import { findLeftovers } from "./leftovers.ts";
import { manifestOf } from "./manifest-of.ts";
import type { Ports } from "./ports.ts";
import { preflight, readyForSnapshot, type Target } from "./preflight.ts";
import { snapshotDigest } from "./snapshot-digest.ts";
import { stampMembers } from "./stamp-members.ts";
import { type WindowResult, window } from "./window.ts";

export const SnapshotInput = z.object({
  application: z.string(),
  /** Slack id of whoever asked. */
  requestedBy: z.string(),
  /** The user group that made them an operator. */
  through: z.string().optional(),
  reason: z.string().optional(),
  /** The incident that it is to mend: it is told there. */
  incident: z.string().optional(),
  /** Somebody had to approve it: whether that still holds is seen when the run has its lock. */
  approvalId: z.string().optional(),
});
export type SnapshotInput = z.infer<typeof SnapshotInput>;

/**
 * Takes a group snapshot of an application, frozen as its manifest says, and records what can be proved of it. One run at
 * a time per application: start it with the application's name as `lockKey`.
 */
export async function snapshotApplication(
  ctx: RunContext,
  given: Json,
  ports: Ports,
): Promise<SnapshotResult> {
  const input = SnapshotInput.parse(given);
  const application = await manifestOf(ctx, input.application, ports);
  const { approvalId } = input;
  const digestNow = (approval: Approval) => snapshotDigest(application, approval.runId);
  const approved =
    approvalId === undefined
      ? undefined
      : whoApproved(await confirmApproval(ctx, approvalId, digestNow, ports));
  const { looked, lastGood, held } = await inTurn(ctx, input, application, ports);
  const { policy } = application.quiesce;
  const { runId } = ctx;
  const wanted = application.objectives.grade;
  const { findings } = looked;
  const known = { application: application.application, runId, approved, policy, wanted, lastGood, findings };
  if (!readyForSnapshot(looked) || held === undefined) return snapshotResult(known);
  const { target } = looked;

  const made = await ctx.step("await set", ({ signal }) => awaitSet(application, held.cut, ports, signal));
  ctx.progress({ phase: "collecting" });
  const collected = await ctx.step("members", ({ signal }) =>
    collectSet(application, target, made, ports, signal),
  );
  const { set } = collected;
  const point = set && recoveryPoint({ application, input, approved, target, held, set, runId });
  const unstamped = point === undefined ? [] : await keepPoint(ctx, point, ports);
  const left = await ctx.step("leftovers", ({ signal }) =>
    findLeftovers(application, target, { runId, keep: point?.groupSnapshotId }, ports, signal),
  );
  const unseen = [collected.unseen, left.unseen].filter((text) => text !== undefined);
  const { leftovers } = left;
  return snapshotResult({ ...known, held, made, set, point, unstamped, leftovers, unseen });
}

/** Preflight and window. `held` is undefined when preflight says no. What comes after the thaw keeps nobody waiting. */
async function inTurn(ctx: RunContext, input: SnapshotInput, application: Application, ports: Ports) {
  const { runId } = ctx;
  const { cloud } = application;
  const first = input.requestedBy !== SCHEDULE;
  const waits = () => ctx.progress({ phase: "waiting", what: "others have their turn" });
  try {
    const looked = await ctx.step("preflight", async ({ signal }) => {
      await ports.snapshotTurns.take({ runId, cloud, first, waits }, signal);
      ctx.progress({ phase: "preflight" });
      return preflight(application, ports, signal);
    });
    const lastGood = await ctx.step("last good point", () => lastGoodPoint(application, ports));
    if (!readyForSnapshot(looked)) return { looked, lastGood };
    const { target } = looked;
    const held = await ctx.step("window", (step) => window(ctx, step, application, target, ports));
    return { looked, lastGood, held };
  } finally {
    ports.snapshotTurns.free(runId);
  }
}

/** Returns the roles that could not be stamped. */
async function keepPoint(ctx: RunContext, point: RecoveryPoint, ports: Ports): Promise<string[]> {
  const unstamped = await ctx.step("stamp members", ({ signal }) => stampMembers(point, ports, signal));
  await ctx.step("record point", () => ports.records.savePoint(point).then(() => null));
  return unstamped;
}

/** A point only of a complete set: an incomplete one is never offered as something to restore from. */
function recoveryPoint(made: {
  application: Application;
  input: SnapshotInput;
  approved: ReturnType<typeof whoApproved> | undefined;
  target: Target;
  held: WindowResult;
  set: SetEvidence;
  runId: string;
}): RecoveryPoint | undefined {
  const { application, input, approved, target, held, set, runId } = made;
  if (missingFromSet(set).length > 0) return undefined;
  const evidence = {
    policy: application.quiesce.policy,
    set,
    backend: target.backend,
    holdFailure: held.holdFailure,
    ...(held.hold === undefined ? {} : { hold: held.hold }),
    ...(held.canary === undefined ? {} : { canary: held.canary }),
  };
  const createdAt = fromIso(set.requestedAt);
  return {
    id: pointId(application.application, createdAt, held.token),
    application: application.application,
    cloud: application.cloud,
    runId,
    groupId: target.groupId,
    groupSnapshotId: set.groupSnapshotId,
    createdAt,
    ...(input.reason === undefined ? {} : { reason: input.reason }),
    requestedBy: input.requestedBy,
    ...approved,
    evidence,
    label: labelOf(evidence),
  };
}
