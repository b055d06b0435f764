import { describeDuration } from "#domain/duration.ts";
import { DomainError } from "#domain/errors.ts";
import type { Actor } from "#domain/permission.ts";
import { requireOperator } from "#domain/permission.ts";
import { newRunId } from "#support/ids.ts";
import { SNAPSHOT_APPLICATION } from "#workflows/snapshot-application.ts";
import type { Context } from "./context.ts";

export interface SnapshotRequest {
  readonly application: string;
  readonly reason?: string | undefined;
  readonly actor: Actor;
}

/**
 * Starts a snapshot run, or follows the one that is going on for this application. Durable before it resolves. Throws
 * `not-found`, `not-permitted`, or `refused` when the application was frozen too short a time ago.
 */
export async function snapshot(
  { engine, ports, betweenFreezesMs }: Context,
  request: SnapshotRequest,
): Promise<{ runId: string; joined: boolean }> {
  const application = ports.application(request.application);
  const requestedBy = requireOperator(application, request.actor, "take a snapshot");
  const now = ports.clock.now();
  const last = (await ports.records.points(application.application)).find(
    (point) => point.evidence.hold !== undefined,
  );
  if (last !== undefined && now - last.createdAt < betweenFreezesMs)
    throw new DomainError(
      "refused",
      `${application.application} was frozen ${describeDuration(now - last.createdAt)} ago (${last.id}); the least time between two freezes is ${describeDuration(betweenFreezesMs)}`,
      {
        next: `use ${last.id}, or ask again in ${describeDuration(last.createdAt + betweenFreezesMs - now)} (config: limits.betweenFreezes)`,
      },
    );
  const input = {
    application: application.application,
    requestedBy,
    ...(request.reason === undefined ? {} : { reason: request.reason }),
  };
  const started = await engine.start(SNAPSHOT_APPLICATION, newRunId(now), input, {
    lockKey: application.application,
    onBusy: "join",
  });
  return started.kind === "skipped"
    ? { runId: started.busyWith, joined: true }
    : { runId: started.id, joined: started.kind === "joined" };
}
