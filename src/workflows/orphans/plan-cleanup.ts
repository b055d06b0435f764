import { planCleanup } from "#domain/orphans/cleanup-plan.ts";
import type { CleanupPreview } from "#domain/orphans/cleanup-result.ts";
import { whyNothingIsCleaned } from "#domain/orphans/may-clean.ts";
import type { OrphanPorts } from "#workflows/orphan-ports.ts";

/** How exactly the cloud tells its time: Keystone says whole seconds. */
const CLOUD_TIME_MS = 2_000;

export interface CleanupAsked {
  readonly application: string;
  /** Only this orphan, with what has to go before it; or what the runs of this incident, or this run, have left behind. */
  readonly only?: string | undefined;
}

/** The runs that are meant; undefined: an orphan is, or all of them. */
export async function runsMeant(
  only: string | undefined,
  { records }: Pick<OrphanPorts, "records">,
): Promise<ReadonlySet<string> | undefined> {
  if (only === undefined || only.startsWith("o-")) return undefined;
  const kept = await records.incident(only);
  return new Set(kept?.incident.failure?.runs.map(({ id }) => id) ?? [only]);
}

/** What a clean-up of an application would delete now; with why it may delete nothing at all, if it may not. */
export async function planCleanupOf(
  { application, only }: CleanupAsked,
  ports: OrphanPorts,
  signal: AbortSignal,
): Promise<CleanupPreview> {
  const { cloud } = ports.application(application);
  const { records, limits } = ports.orphans;
  // Whichever is earlier: a clock that runs ahead makes no grace shorter.
  const at = Math.min(ports.clock.now(), (await ports.cloud(cloud).scan.time(signal)) + CLOUD_TIME_MS);
  const leftBy = await runsMeant(only, ports);
  const kept = (await records.list(cloud)).map(({ record }) => record);
  const plan = planCleanup(kept, {
    instance: ports.instance,
    application,
    cloud,
    at,
    graceMs: limits.graceMs,
    blastCap: limits.blastCap,
    ...(leftBy === undefined ? { only } : { leftBy }),
  });
  const refused = await refusal(cloud, ports, signal);
  return refused === undefined ? { plan } : { plan, refused };
}

/** Asked when a plan is made, and once more before each deletion. */
export async function refusal(
  cloud: string,
  ports: OrphanPorts,
  signal: AbortSignal,
): Promise<{ readonly why: string; readonly next: string } | undefined> {
  const cloudNow = await ports.cloud(cloud).scan.time(signal);
  const newest = await Promise.all(
    ports.applications().map(({ application }) => ports.records.newestPoint(application)),
  );
  const times = newest.flatMap((point) => point?.createdAt ?? []);
  return whyNothingIsCleaned({
    scan: (await ports.orphans.records.scans()).find((scan) => scan.cloud === cloud),
    now: ports.clock.now(),
    cloudNow,
    scanEveryMs: ports.orphans.limits.scanEveryMs,
    storeFrom: await ports.adoptions.storeFrom(),
    newestRecordAt: times.length === 0 ? undefined : Math.max(...times),
  });
}
