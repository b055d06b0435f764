import { findApplication } from "#domain/find-application.ts";
import { newRunId } from "#support/ids.ts";
import { SCAN_ORPHANS } from "#workflows/names.ts";
import { auditName } from "./asker.ts";
import type { Context } from "./context.ts";
import type { ScanRequest } from "./orphan-operations.ts";
import type { Requested } from "./requested.ts";

/** See {@link OrphanOperations.scanOrphans}. */
export async function scanOrphans(
  context: Context,
  { application, actor, trigger }: ScanRequest,
): Promise<Requested> {
  const { manifests, ports } = context;
  const clouds =
    application === undefined
      ? ports.orphans.clouds()
      : [findApplication(manifests.current(), application).cloud];
  return start(context, clouds, auditName(actor), trigger);
}

/** One run for each interval, however often this is asked, and also where a scan has failed: the next one comes in time. */
export async function lookForOrphans(context: Context): Promise<void> {
  const { clock, orphans } = context.ports;
  const slot = Math.floor(clock.now() / orphans.limits.scanEveryMs);
  await start(context, orphans.clouds(), "schedule", `scan-orphans ${orphans.limits.scanEveryMs} ${slot}`);
  await scanAfterFailures(context);
}

/**
 * What a failed snapshot has left behind is looked for at once: a set that Cinder never ends is a finding then, and its owners need
 * not wait for the next interval. One scan for each failed run.
 */
async function scanAfterFailures(context: Context): Promise<void> {
  const { manifests, ports } = context;
  const scans = new Map((await ports.orphans.records.scans()).map((scan) => [scan.cloud, scan.startedAt]));
  for (const { incident } of await ports.records.openIncidents()) {
    const { application, failure } = incident;
    const cloud = manifests.current().get(application)?.cloud;
    // Where it was refused, Cinder was asked for nothing.
    const last = failure?.runs.findLast(({ kind }) => kind !== "refused");
    if (cloud === undefined || last === undefined || (scans.get(cloud) ?? 0) >= last.at) continue;
    await start(context, [cloud], "schedule", `scan-orphans after ${last.id}`);
  }
}

async function start(
  { engine, ports }: Context,
  clouds: readonly string[],
  requestedBy: string,
  key: string | undefined,
): Promise<Requested> {
  const input = { clouds: [...clouds], requestedBy };
  const started = await engine.start(SCAN_ORPHANS, newRunId(ports.clock.now()), input, {
    lockKey: `orphans of ${clouds.join(", ")}`,
    onBusy: "join",
    ...(key === undefined ? {} : { key }),
  });
  if (started.kind === "skipped") return { runId: started.busyWith, how: "joined" };
  return { runId: started.id, how: started.kind };
}
