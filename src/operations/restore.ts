import type { Application } from "#domain/application.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Actor } from "#domain/permission.ts";
import { approvalId, newRunId } from "#support/ids.ts";
import { REQUEST_RESTORE } from "#workflows/names.ts";
import type { RestoreWish } from "#workflows/plan-restore.ts";
import { asked, permitted } from "./asker.ts";
import type { Context } from "./context.ts";
import type { Requested } from "./requested.ts";

export interface RestoreRequest extends RestoreWish {
  readonly reason?: string | undefined;
  readonly actor: Actor;
  /** Names one asking, such as Slack's trigger id: the same trigger twice is one run. */
  readonly trigger?: string;
}

/**
 * Starts a request for a restore: it is planned, approved where the manifest says so, and then carried out. ONE durable
 * write before it resolves or throws: the run, or the audit row of the refusal. Throws `not-found`, `not-permitted`.
 */
export async function restore(
  context: Context,
  request: RestoreRequest,
  signal: AbortSignal,
): Promise<Requested> {
  const application = findApplication(context.manifests.current(), request.application);
  const { actor, trigger, point } = request;
  const detail = { point, ...(trigger === undefined ? {} : { trigger }) };
  const about = { actor, act: "restore", subject: application.application, detail };
  return asked(context.ports.records, about, () => start(context, application, request, signal));
}

async function start(
  { engine, ports }: Context,
  application: Application,
  request: RestoreRequest,
  signal: AbortSignal,
): Promise<Requested> {
  const { actor, trigger, reason, point, roles, strategy, target, onFailure } = request;
  const { slackId } = await permitted(application, actor, "restore", ports.members, signal);
  const input = {
    application: application.application,
    requestedBy: slackId,
    point,
    ...(roles === undefined ? {} : { roles }),
    ...(strategy === undefined ? {} : { strategy }),
    ...(target === undefined ? {} : { target }),
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(reason === undefined ? {} : { reason }),
  };
  // Without a lock: while it waits for people, snapshots go on.
  const started = await engine.start(REQUEST_RESTORE, newRunId(ports.clock.now()), input, {
    ...(trigger === undefined ? {} : { key: trigger }),
  });
  const runId = started.kind === "skipped" ? started.busyWith : started.id;
  const known = started.kind !== "started";
  if (!application.approve.includes("restore")) return { runId, how: known ? "known" : "started" };
  return { runId, how: known ? "known" : "approval", approvalId: approvalId(runId) };
}
