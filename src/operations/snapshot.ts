import type { Application } from "#domain/application.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Actor } from "#domain/permission.ts";
import { newRunId } from "#support/ids.ts";
import { REQUEST_SNAPSHOT } from "#workflows/names.ts";
import { refusePaused } from "#workflows/paused.ts";
import { asked, permitted } from "./asker.ts";
import type { Context } from "./context.ts";
import type { Requested } from "./requested.ts";
import { refuseTooSoon, startSnapshot, waiting } from "./start-snapshot.ts";

export interface SnapshotRequest {
  readonly application: string;
  readonly reason?: string | undefined;
  /** The incident that it is to mend. */
  readonly incident?: string | undefined;
  readonly actor: Actor;
  /** Names one asking, such as Slack's trigger id: the same trigger twice is one run. */
  readonly trigger?: string;
}

/**
 * Starts a snapshot run, or follows the one that is going on for this application. ONE durable write before it resolves or
 * throws: the run, or the audit row of the refusal. Throws `not-found`, `not-permitted`, or `refused` when the application
 * is paused or was frozen too short a time ago.
 */
export async function snapshot(
  context: Context,
  request: SnapshotRequest,
  signal: AbortSignal,
): Promise<Requested> {
  const { records } = context.ports;
  const application = findApplication(context.manifests.current(), request.application);
  const { actor, trigger } = request;
  const detail = trigger === undefined ? {} : { trigger };
  const about = { actor, act: "snapshot", subject: application.application, detail };
  return asked(records, about, () => start(context, application, request, signal));
}

async function start(
  context: Context,
  application: Application,
  request: SnapshotRequest,
  signal: AbortSignal,
): Promise<Requested> {
  const { engine, ports } = context;
  const { actor, reason, incident, trigger } = request;
  const name = application.application;
  const { slackId, through } = await permitted(application, actor, "take a snapshot", ports.members, signal);
  // From here on store and journal answer without waiting for anything, so no run ends or begins in between.
  const before = trigger === undefined ? undefined : await engine.startedWith(trigger);
  if (before !== undefined) {
    const known = { runId: before.id, how: "known" } as const;
    return before.workflow === REQUEST_SNAPSHOT ? waiting(known) : known;
  }
  await refusePaused(ports.records, name);
  await refuseTooSoon(context, name);
  const input = {
    application: name,
    requestedBy: slackId,
    ...(through === undefined ? {} : { through }),
    ...(reason === undefined ? {} : { reason }),
    ...(incident === undefined ? {} : { incident }),
  };
  return startSnapshot(
    context,
    application,
    newRunId(ports.clock.now()),
    input,
    trigger === undefined ? {} : { key: trigger },
  );
}
