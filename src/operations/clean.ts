import { z } from "zod";
import type { Application } from "#domain/application.ts";
import { findApplication } from "#domain/find-application.ts";
import type { CleanupPreview } from "#domain/orphans/cleanup-result.ts";
import { approvalId, newRunId } from "#support/ids.ts";
import { REQUEST_CLEANUP } from "#workflows/names.ts";
import { planCleanupOf } from "#workflows/orphans/plan-cleanup.ts";
import { asked, permitted } from "./asker.ts";
import type { Context } from "./context.ts";
import type { CleanRequest } from "./orphan-operations.ts";
import type { Requested } from "./requested.ts";

/** See {@link OrphanOperations.planCleanup}. */
export function planCleanup(
  { manifests, ports }: Context,
  { application, only }: Pick<CleanRequest, "application" | "only">,
  signal: AbortSignal,
): Promise<CleanupPreview> {
  const { application: name } = findApplication(manifests.current(), application);
  return planCleanupOf({ application: name, only }, ports, signal);
}

/** See {@link OrphanOperations.clean}. */
export async function clean(
  context: Context,
  request: CleanRequest,
  signal: AbortSignal,
): Promise<Requested> {
  const application = findApplication(context.manifests.current(), request.application);
  const { actor, trigger, only } = request;
  const detail = {
    ...(only === undefined ? {} : { only }),
    ...(trigger === undefined ? {} : { trigger }),
  };
  const about = { actor, act: "clean", subject: application.application, detail };
  return asked(context.ports.records, about, () => start(context, application, request, signal));
}

async function start(
  { engine, ports }: Context,
  application: Application,
  { actor, only, reason, trigger }: CleanRequest,
  signal: AbortSignal,
): Promise<Requested> {
  const { slackId } = await permitted(application, actor, "clean up", ports.members, signal);
  const waiting = await waitingAlready({ engine, ports }, application.application, only);
  if (waiting !== undefined) return waiting;
  const input = {
    application: application.application,
    requestedBy: slackId,
    ...(only === undefined ? {} : { only }),
    ...(reason === undefined ? {} : { reason }),
  };
  // Without a lock: while it waits for people, snapshots go on.
  const started = await engine.start(REQUEST_CLEANUP, newRunId(ports.clock.now()), input, {
    ...(trigger === undefined ? {} : { key: trigger }),
  });
  const runId = started.kind === "skipped" ? started.busyWith : started.id;
  const known = started.kind !== "started";
  if (!application.approve.includes("cleanup")) return { runId, how: known ? "known" : "started" };
  return { runId, how: known ? "known" : "approval", approvalId: approvalId(runId) };
}

const Asked = z.object({ only: z.string().optional() });

/** The same, which waits for people: it is not put before them twice. */
async function waitingAlready(
  { engine, ports }: Pick<Context, "engine" | "ports">,
  application: string,
  only: string | undefined,
): Promise<Requested | undefined> {
  for (const { id, runId, subject, state, ...approval } of await ports.records.openApprovals()) {
    if (subject.kind !== "cleanup" || approval.application !== application || state !== "requested") continue;
    const before = Asked.safeParse((await engine.get(runId))?.input).data;
    if (before !== undefined && before.only === only) return { runId, how: "known", approvalId: id };
  }
  return undefined;
}
