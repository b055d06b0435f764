import { DomainError } from "#domain/errors.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Actor } from "#domain/permission.ts";
import { policyDigest, policyOf } from "#domain/retention/policy.ts";
import { approvalId, newRunId } from "#support/ids.ts";
import { requestPruneKey } from "#workflows/lock-keys.ts";
import { REQUEST_PRUNE } from "#workflows/names.ts";
import { retentionMandate } from "#workflows/retention-mandate.ts";
import { asked, permitted } from "./asker.ts";
import type { Context } from "./context.ts";
import type { Requested } from "./requested.ts";

export interface AskRetentionRequest {
  readonly application: string;
  readonly reason?: string | undefined;
  readonly actor: Actor;
}

/**
 * Puts an application's retention before its approvers, also when they have said no to it before. ONE durable write. By an
 * operator. Throws `not-found`, `not-permitted`, or `refused` when there is nothing to approve.
 */
export async function askRetention(
  context: Context,
  request: AskRetentionRequest,
  signal: AbortSignal,
): Promise<Requested> {
  const { engine, manifests, ports } = context;
  const application = findApplication(manifests.current(), request.application);
  const name = application.application;
  const { actor, reason } = request;
  return asked(ports.records, { actor, act: "retention.ask", subject: name }, async () => {
    const { slackId } = await permitted(application, actor, "ask for its retention", ports.members, signal);
    const policy = policyOf(application);
    if (policy === undefined)
      throw new DomainError(
        "refused",
        `the manifest of ${name} says nothing of retention: nothing is ever pruned`,
      );
    const wanted = { policy, digest: policyDigest(name, policy) };
    const { mandate } = await retentionMandate(application, wanted, ports, signal);
    if (mandate.state === "given")
      throw new DomainError("refused", `nobody has to be asked: ${mandate.text}`);
    const input = { application: name, requestedBy: slackId, ...(reason === undefined ? {} : { reason }) };
    const started = await engine.start(REQUEST_PRUNE, newRunId(ports.clock.now()), input, {
      lockKey: requestPruneKey(name),
      onBusy: "join",
    });
    const runId = started.kind === "skipped" ? started.busyWith : started.id;
    return { runId, how: started.kind === "started" ? "approval" : "joined", approvalId: approvalId(runId) };
  });
}
