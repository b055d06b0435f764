import { z } from "zod";
import type { Approval } from "#domain/approval.ts";
import { approvedBy } from "#domain/approval.ts";
import { DomainError } from "#domain/errors.ts";
import { retentionLines } from "#domain/retention/lines.ts";
import { policyDigest, policyOf, policyWords, type RetentionPolicy } from "#domain/retention/policy.ts";
import type { RetentionRecord } from "#domain/retention/record.ts";
import type { Json, RunContext } from "#engine/port.ts";
import { approvalId } from "#support/ids.ts";
import { awaitApproval } from "./await-approval.ts";
import { confirmApproval } from "./confirm-approval.ts";
import { lookAtRetention } from "./look-at-retention.ts";
import { manifestOf } from "./manifest-of.ts";
import { notApproved } from "./not-approved.ts";
import type { AuditRow } from "./records-port.ts";
import { fitSummary } from "./summary.ts";
import type { TestPorts } from "./test-ports.ts";

export const RequestPruneInput = z.object({
  application: z.string(),
  /** Slack id of whoever asked, or `schedule`. */
  requestedBy: z.string(),
  reason: z.string().optional(),
});

/** How a request has ended. JSON. */
export type PruneRequested = {
  readonly application: string;
  readonly approvalId: string;
  readonly state: Approval["state"];
  readonly why: string;
};

/**
 * Has an application's retention approved once: the policy itself, and with it what it takes from now on. Shows what would go
 * now and what stays. Deletes nothing; holds no lock of the application.
 */
export async function requestPrune(ctx: RunContext, given: Json, ports: TestPorts): Promise<PruneRequested> {
  const { application: name, requestedBy, reason } = RequestPruneInput.parse(given);
  const application = await manifestOf(ctx, name, ports);
  ctx.progress({ phase: "planning" });
  const plan = await ctx.step("plan", async ({ signal }) => {
    const now = await lookAtRetention(application, { failedRun: undefined, cloud: true }, ports, signal);
    if (now === undefined) return null;
    const before = (await ports.records.retention(name))?.record.inForce?.policy;
    const lines = retentionLines({ ...now, before, atOnce: ports.limits.prunedAtOnce });
    return { policy: now.policy, digest: now.digest, summary: fitSummary(lines) };
  });
  const id = approvalId(ctx.runId);
  if (plan === null)
    return {
      application: name,
      approvalId: id,
      state: "withdrawn",
      why: "the manifest says nothing of retention (any more)",
    };
  const { policy, digest, summary } = plan;
  const asked = { digest, approvalId: id };
  await ctx.step("asked", () =>
    change(name, (record) => ({ ...record, asked: { ...asked, at: ports.clock.now() } }), ports),
  );
  const request = {
    application: name,
    subject: { kind: "prune", planId: ctx.runId },
    digest,
    summary,
    requestedBy,
    reason,
  } as const;
  try {
    const approval = await awaitApproval(ctx, request, ports);
    if (notApproved(approval) === undefined) await confirm(ctx, id, name, ports);
  } finally {
    // Also when it is cancelled, and when what was approved did not hold: nobody waits any more.
    await ctx.step("ended", () => settle(name, { ...asked, policy }, ports));
  }
  return ctx.step("result", async () => resultOf(name, id, ports));
}

/** What does not hold any more is voided by this, and told as the result. */
async function confirm(ctx: RunContext, id: string, name: string, ports: TestPorts): Promise<void> {
  try {
    await confirmApproval(ctx, id, () => digestNow(name, ports), ports);
  } catch (cause) {
    if (!(cause instanceof DomainError) || cause.kind !== "refused") throw cause;
  }
}

function digestNow(name: string, ports: TestPorts): string {
  const policy = policyOf(ports.application(name));
  return policy === undefined ? "" : policyDigest(name, policy);
}

/** What was decided, as the store has it: the policy is in force, or the request has ended otherwise. */
async function settle(
  name: string,
  { policy, digest, approvalId: id }: { policy: RetentionPolicy; digest: string; approvalId: string },
  ports: TestPorts,
): Promise<null> {
  const approval = (await ports.records.approval(id))?.approval;
  if (approval === undefined) return change(name, ({ asked: _asked, ...record }) => record, ports);
  const at = ports.clock.now();
  const ended = { state: approval.state, at, why: whyEnded(approval) };
  const inForce = { policy, digest, since: at, approvalId: id, approvedBy: approvers(approval) };
  const row = {
    actor: `run ${approval.runId}`,
    act: "retention.in-force",
    subject: name,
    detail: detailOf(inForce),
  };
  const given = approval.state === "approved";
  return change(
    name,
    (record) => ({
      ...record,
      asked: { digest, approvalId: id, at: record.asked?.at ?? at, ended },
      ...(given ? { inForce } : {}),
    }),
    ports,
    given ? row : undefined,
  );
}

const detailOf = ({
  policy,
  digest,
  approvalId: id,
  approvedBy: by,
}: NonNullable<RetentionRecord["inForce"]>) => ({
  policy: policyWords(policy),
  digest,
  approvedBy: by,
  ...(id === undefined ? {} : { approvalId: id }),
});

const approvers = (approval: Approval): string[] => {
  const broke = approval.breakGlass?.by;
  return [...new Set([...approvedBy(approval), ...(broke === undefined ? [] : [broke])])];
};

function whyEnded({ state, endedBy, endedWhy }: Approval): string {
  const by = endedBy === undefined ? "" : ` by ${endedBy}`;
  return `${state}${by}${endedWhy === undefined ? "" : `: ${endedWhy}`}`;
}

async function resultOf(name: string, id: string, { records }: TestPorts): Promise<PruneRequested> {
  const approval = (await records.approval(id))?.approval;
  const state = approval?.state ?? "withdrawn";
  return {
    application: name,
    approvalId: id,
    state,
    why: approval === undefined ? "it was never asked" : whyEnded(approval),
  };
}

/** One commit; whoever was second decides anew. */
async function change(
  name: string,
  to: (record: RetentionRecord) => RetentionRecord,
  { records }: TestPorts,
  row?: AuditRow,
): Promise<null> {
  for (;;) {
    const kept = await records.retention(name);
    if (
      await records.saveRetention(to(kept?.record ?? { application: name }), kept?.version ?? "absent", row)
    )
      return null;
  }
}
