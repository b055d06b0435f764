import type { Application } from "#domain/application.ts";
import { describeDuration } from "#domain/duration.ts";
import { DomainError } from "#domain/errors.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Actor } from "#domain/permission.ts";
import type { Started } from "#engine/port.ts";
import { approvalId, newRunId } from "#support/ids.ts";
import { refusePaused } from "#workflows/paused.ts";
import { REQUEST_SNAPSHOT } from "#workflows/request-snapshot.ts";
import { SNAPSHOT_APPLICATION } from "#workflows/snapshot-application.ts";
import { asked, permitted } from "./asker.ts";
import type { Context } from "./context.ts";
import type { Requested } from "./requested.ts";

export interface SnapshotRequest {
  readonly application: string;
  readonly reason?: string | undefined;
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
  const { actor, reason, trigger } = request;
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
  };
  const approved = !application.approve.includes("snapshot");
  const workflow = approved ? SNAPSHOT_APPLICATION : REQUEST_SNAPSHOT;
  const started = await engine.start(workflow, newRunId(ports.clock.now()), input, {
    // A request has a key of its own, so that a second one joins it: the application's is free while it waits.
    lockKey: approved ? name : `request ${name}`,
    onBusy: "join",
    ...(trigger === undefined ? {} : { key: trigger }),
  });
  return approved ? requestedOf(started) : waiting(requestedOf(started));
}

/** A request that has just begun waits for nothing but people. */
const waiting = (requested: Requested): Requested => ({
  ...requested,
  how: requested.how === "started" || requested.how === "queued" ? "approval" : requested.how,
  approvalId: approvalId(requested.runId),
});

/** Every freeze counts, whatever became of its run; but who asks while that run goes on gets to follow it. */
async function refuseTooSoon({ engine, ports }: Context, name: string): Promise<void> {
  const { betweenFreezesMs } = ports.limits;
  const last = await ports.records.lastFreeze(name);
  const now = ports.clock.now();
  const ago = last === undefined ? betweenFreezesMs : now - last.openedAt;
  if (last === undefined || ago >= betweenFreezesMs) return;
  const run = await engine.get(last.runId);
  if (run?.state === "running" || run?.state === "queued") return;
  const point = await ports.records.pointOfRun(last.runId);
  const what = point ?? `run ${last.runId}, without a point`;
  const use = point === undefined ? "" : `use ${point}, or `;
  throw new DomainError(
    "refused",
    `${name} was frozen ${describeDuration(ago)} ago (${what}); the least time between two freezes is ${describeDuration(betweenFreezesMs)}`,
    {
      next: `${use}ask again in ${describeDuration(betweenFreezesMs - ago)} (config: limits.betweenFreezes)`,
    },
  );
}

function requestedOf(started: Started): Requested {
  switch (started.kind) {
    case "started": {
      const { id, state, busyWith } = started;
      if (state === "running") return { runId: id, how: "started" };
      return { runId: id, how: "queued", ...(busyWith === undefined ? {} : { busyWith }) };
    }
    case "skipped":
      return { runId: started.busyWith, how: "joined" };
    case "joined":
    case "known":
      return { runId: started.id, how: started.kind };
  }
}
