import type { Application } from "#domain/application.ts";
import type { Approval } from "#domain/approval.ts";
import { describeDuration } from "#domain/duration.ts";
import { DomainError } from "#domain/errors.ts";
import type { SnapshotRequestResult } from "#domain/snapshot-request-result.ts";
import type { SnapshotResult } from "#domain/snapshot-result.ts";
import type { Json, RunContext } from "#engine/port.ts";
import { awaitApproval } from "./await-approval.ts";
import { voidApproval } from "./confirm-approval.ts";
import { SNAPSHOT_APPLICATION } from "./names.ts";
import { notApproved } from "./not-approved.ts";
import type { Ports } from "./ports.ts";
import { SnapshotInput } from "./snapshot-application.ts";
import { snapshotDigest } from "./snapshot-digest.ts";

/**
 * Waits until a snapshot is approved, holding no lock of its application, then has it taken by a run of its own. Its result
 * is that run's, or how the request ended instead.
 */
export async function requestSnapshot(
  ctx: RunContext,
  given: Json,
  ports: Ports,
): Promise<SnapshotRequestResult> {
  const input = SnapshotInput.parse(given);
  const { application, requestedBy, reason } = input;
  const asked = await ctx.step("describe", async () => describe(ports.application(application), ctx.runId));
  const subject = { kind: "snapshot" } as const;
  const request = { ...asked, application, subject, requestedBy, reason };
  const approval = await awaitApproval(ctx, request, ports);
  const refusal = notApproved(approval);
  if (refusal !== undefined) return refusal;
  await leastTime(ctx, approval, ports);
  try {
    return await ctx.child<SnapshotResult>(
      SNAPSHOT_APPLICATION,
      `${ctx.runId}-snapshot`,
      { ...input, approvalId: approval.id },
      { lockKey: application, onBusy: "queue" },
    );
  } catch (cause) {
    const now = await ctx.step(
      "after",
      async () => (await ports.records.approval(approval.id))?.approval ?? null,
    );
    const voided = now === null ? undefined : notApproved(now);
    if (voided === undefined) throw cause;
    return voided;
  }
}

function describe(application: Application, runId: string) {
  const { application: name, cloud, group, quiesce, servers } = application;
  const roles = group.volumes.map(({ role }) => role);
  const budget = describeDuration(quiesce.budget);
  const frozen = `writes on ${servers.map((server) => server.name).join(", ")} are held for at most ${budget}`;
  const freeze = {
    require: `${frozen}; without a proved freeze it fails`,
    degrade: `${frozen}; without a proved freeze it goes on, and the label says so`,
    skip: "nothing is frozen",
  };
  return {
    digest: snapshotDigest(application, runId),
    summary: [
      `a group snapshot of ${name} on cloud ${cloud}: group ${group.name}, ${roles.length} volumes (${roles.join(", ")})`,
      freeze[quiesce.policy],
    ],
  };
}

/** What was frozen a moment ago, by whichever run, is left alone for a while. Nothing is locked meanwhile. */
async function leastTime(ctx: RunContext, { id, application }: Approval, ports: Ports): Promise<void> {
  try {
    const until = await ctx.step("least time", async () => {
      const last = await ports.records.lastFreeze(application);
      return last === undefined ? 0 : last.openedAt + ports.limits.betweenFreezesMs;
    });
    if (until > (await ctx.now())) await ctx.sleep(until);
  } catch (cause) {
    const why = cause instanceof DomainError ? cause.message : String(cause);
    await ctx.step("give up waiting", () => voidApproval(id, why, ports).then(() => null));
    throw cause;
  }
}
