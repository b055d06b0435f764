import { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import { quotaDrift } from "#domain/orphans/classes/quota-drift.ts";
import type { CloudScan } from "#domain/orphans/cloud-scan.ts";
import { findOrphans, type Sighting } from "#domain/orphans/find-orphans.ts";
import type { Orphan } from "#domain/orphans/orphan.ts";
import type { ScanRecord } from "#domain/orphans/scan-record.ts";
import type { CloudScanned, ScanOrphansResult } from "#domain/orphans/scan-result.ts";
import type { Json, RunContext } from "#engine/port.ts";
import type { OrphanPorts } from "#workflows/orphan-ports.ts";
import { interestOf, knownWorld, protectedIn } from "./know-world.ts";
import { recordSighting } from "./record-sighting.ts";
import { scanCloud } from "./scan-cloud.ts";

export const ScanOrphansInput = z.object({
  clouds: z.array(z.string()).min(1),
  /** Slack id, or `schedule`. */
  requestedBy: z.string(),
});

/**
 * Looks for orphans in these clouds and keeps what it finds; nothing in any cloud is changed. One cloud that does not answer
 * keeps nobody from looking at the others, and what is on record of it stays as it was.
 *
 * Ran twice: the second finds the same.
 */
export async function scanOrphans(
  ctx: RunContext,
  given: Json,
  ports: OrphanPorts,
): Promise<ScanOrphansResult> {
  const { clouds } = ScanOrphansInput.parse(given);
  const scanned: CloudScanned[] = [];
  for (const cloud of clouds) {
    ctx.progress({ phase: "scanning", what: cloud });
    scanned.push(await ctx.step(`scan ${cloud}`, ({ signal }) => scanOne(ctx.runId, cloud, ports, signal)));
  }
  return { clouds: scanned };
}

/** One cloud, whatever came of it, brought to the records. Throws only the signal's reason and what is no {@link DomainError}. */
export async function scanOne(
  runId: string,
  cloud: string,
  ports: OrphanPorts,
  signal: AbortSignal,
): Promise<CloudScanned> {
  try {
    const startedAt = ports.clock.now();
    const at = await ports.cloud(cloud).scan.time(signal);
    const { sighting, orphans, looked, others, there } = await lookAt(cloud, at, ports, signal);
    const { fresh, vanished } = await recordSighting({ runId, cloud, at, orphans, there }, ports);
    const endedAt = ports.clock.now();
    const aheadMs = Math.round(startedAt - at);
    const count = orphans.length;
    await ports.orphans.records.saveScan({
      ...{ cloud, runId, startedAt, endedAt, aheadMs, looked, others, orphans: count },
      ...notOurs(sighting),
    });
    return { cloud, orphans: count, fresh, vanished };
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof DomainError)) throw cause;
    return { cloud, unseen: cause.message, orphans: 0, fresh: 0, vanished: 0 };
  }
}

/** Somebody deletes while we page: a marker that is gone ends a list with 404, and it has to be begun anew. */
const TRIES = 3;

async function lookAt(cloud: string, at: number, ports: OrphanPorts, signal: AbortSignal) {
  const before = await protectedIn(cloud, ports, signal);
  const interest = interestOf(ports.instance, before);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { scan, quota, looked, others } = await scanCloud(
        cloud,
        ports.cloud(cloud).scan,
        interest,
        signal,
      );
      const sighting = findOrphans(scan, await knownWorld(scan, { at, before }, ports));
      const orphans: Orphan[] = [...sighting.orphans, ...quotaDrift(cloud, quota)];
      return { sighting, orphans, looked, others, there: idsOf(scan) };
    } catch (cause) {
      signal.throwIfAborted();
      if (!(cause instanceof DomainError) || cause.kind !== "not-found" || attempt >= TRIES) throw cause;
    }
  }
}

function idsOf({ setIds, groups, volumes, servers }: CloudScan): Set<string> {
  return new Set([...setIds, ...[...groups, ...volumes, ...servers].map(({ id }) => id)]);
}

/** More than these nobody reads; how many there are is told. */
const NAMED = 50;

function notOurs({
  adoptable,
  unknown,
}: Sighting): Pick<
  ScanRecord,
  "adoptable" | "adoptableCount" | "oldestStampAt" | "newestStampAt" | "unknown" | "unknownCount"
> {
  const taken = adoptable.flatMap(({ takenAt }) => takenAt ?? []);
  return {
    adoptable: adoptable.slice(0, NAMED).map(({ setId, name }) => ({ setId, name })),
    adoptableCount: adoptable.length,
    ...(taken.length === 0 ? {} : { oldestStampAt: Math.min(...taken), newestStampAt: Math.max(...taken) }),
    unknown: unknown.slice(0, NAMED),
    unknownCount: unknown.length,
  };
}
