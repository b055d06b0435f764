import type { Application } from "#domain/application.ts";
import { describeDuration } from "#domain/duration.ts";
import { DomainError } from "#domain/errors.ts";
import type { Json, Started, StartOptions } from "#engine/port.ts";
import { approvalId } from "#support/ids.ts";
import { REQUEST_SNAPSHOT, SNAPSHOT_APPLICATION } from "#workflows/names.ts";
import type { Context } from "./context.ts";
import type { Requested } from "./requested.ts";

/** Starts the run, or the request that it needs where the manifest wants an approval. ONE durable write. */
export async function startSnapshot(
  { engine }: Pick<Context, "engine">,
  application: Application,
  runId: string,
  input: Json,
  options: Pick<StartOptions, "onBusy" | "key"> = {},
): Promise<Requested> {
  const name = application.application;
  const approved = !application.approve.includes("snapshot");
  const workflow = approved ? SNAPSHOT_APPLICATION : REQUEST_SNAPSHOT;
  const started = await engine.start(workflow, runId, input, {
    // A request has a key of its own, so that a second one joins it: the application's is free while it waits.
    lockKey: approved ? name : `request ${name}`,
    onBusy: "join",
    ...options,
  });
  return approved ? requestedOf(started) : waiting(requestedOf(started));
}

/** A request that has just begun waits for nothing but people. */
export const waiting = (requested: Requested): Requested => ({
  ...requested,
  how: requested.how === "started" || requested.how === "queued" ? "approval" : requested.how,
  approvalId: approvalId(requested.runId),
});

/** Every freeze counts, whatever became of its run; but who asks while that run goes on gets to follow it. */
export async function refuseTooSoon({ engine, ports }: Context, name: string): Promise<void> {
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
