import { DomainError } from "#domain/errors.ts";
import type { CleanedItem } from "#domain/orphans/cleanup-record.ts";
import type { CloudScan } from "#domain/orphans/cloud-scan.ts";
import type { Orphan } from "#domain/orphans/orphan.ts";
import { whyLeftAlone } from "#domain/orphans/still.ts";
import { nextLookMs } from "#support/next-look.ts";
import { pause } from "#support/pause.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import { deleteSet } from "#workflows/delete-set.ts";
import type { OrphanPorts } from "#workflows/orphan-ports.ts";
import { lookAgain } from "./look-again.ts";

/**
 * Deletes one planned orphan: only when a look at this very moment finds it as it was planned, by the rules that have found it,
 * and nobody keeps it. Then waits until it is seen to be gone. What keeps it from going is told, never thrown.
 *
 * Ran twice: what an execution that died has asked for is on its way or gone, and is followed; nothing else is asked of it
 * then. Half ran: the same. Never heard back: the thing itself tells.
 */
export async function deleteOrphan(
  planned: Orphan,
  ports: OrphanPorts,
  { signal, execution }: { readonly signal: AbortSignal; readonly execution: number },
): Promise<CleanedItem> {
  try {
    const state = await stateOf(planned, ports.cloud(planned.cloud), signal);
    if (state === "gone") return cleaned(planned, execution === 1 ? "gone" : "deleted");
    // What somebody else has asked for is not our deletion.
    if (state === "deleting")
      return await followed(planned, ports, { signal, as: execution === 1 ? "gone" : "deleted" });
    const now = await lookAgain(planned, ports, signal);
    if (now === undefined) return cleaned(planned, "gone");
    const why = whyLeftAlone(planned, now.sighting) ?? (await whyKept(planned, ports));
    if (why !== undefined) return cleaned(planned, "skipped", why);
    return await remove(planned, now.scan, ports, signal);
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof DomainError)) throw cause;
    return cleaned(planned, "left", cause.message, removalOf(planned));
  }
}

/** Somebody may have decided so since the plan. */
async function whyKept({ id }: Orphan, { orphans, clock }: OrphanPorts): Promise<string | undefined> {
  const found = await orphans.records.get(id);
  if (found === undefined) return "it is not on record any more: a scan has not found it";
  const { kept } = found.record;
  if (kept === undefined || (kept.until !== undefined && clock.now() >= kept.until)) return undefined;
  return `${kept.by} keeps it`;
}

async function stateOf(
  { kind, thing, server }: Orphan,
  cloud: CloudPort,
  signal: AbortSignal,
): Promise<"there" | "deleting" | "gone"> {
  switch (kind) {
    case "attachment": {
      const volume = await cloud.scan.volume(thing, signal);
      return volume?.servers.includes(server ?? "") === true ? "there" : "gone";
    }
    case "volume":
      return statusOf(await cloud.scan.volume(thing, signal));
    case "group":
      return statusOf(await cloud.scan.group(thing, signal));
    case "server":
      return statusOf(await cloud.scan.server(thing, signal));
    case "group snapshot":
      return statusOf(await cloud.scan.set(thing, signal));
    default:
      return "there";
  }
}

const statusOf = (seen: { readonly status: string } | undefined): "there" | "deleting" | "gone" => {
  if (seen === undefined) return "gone";
  return seen.status === "deleting" || seen.status === "DELETED" ? "deleting" : "there";
};

async function remove(
  planned: Orphan,
  scan: CloudScan,
  ports: OrphanPorts,
  signal: AbortSignal,
): Promise<CleanedItem> {
  const cloud = ports.cloud(planned.cloud);
  switch (planned.kind) {
    case "group snapshot":
      return removeSet(planned, scan, ports, signal);
    case "attachment":
      return detach(planned, ports, signal);
    case "volume":
      await cloud.deleteVolume(planned.thing, signal);
      break;
    case "group":
      await cloud.deleteRestoredGroup(planned.thing, signal);
      break;
    case "server":
      await cloud.deleteServer(planned.thing, planned.runId ?? "", signal);
      break;
    default:
      return cleaned(planned, "skipped", `nothing of Freezeframe deletes a ${planned.kind}`);
  }
  return followed(planned, ports, { signal, as: "deleted" });
}

/** Nova is done when the volume is free. Where its nova-compute is down that never comes: the rest of the plan goes ahead. */
async function detach(planned: Orphan, ports: OrphanPorts, signal: AbortSignal): Promise<CleanedItem> {
  const limit = AbortSignal.timeout(ports.orphans.limits.deleteWithinMs);
  const cloud = ports.cloud(planned.cloud);
  try {
    await cloud.detachVolume(planned.server ?? "", planned.thing, AbortSignal.any([signal, limit]));
  } catch (cause) {
    signal.throwIfAborted();
    if (!limit.aborted) throw cause;
    return cleaned(planned, "left", "it was asked to go, and is still detaching", removalOf(planned));
  }
  return followed(planned, ports, { signal, as: "deleted" });
}

interface Following {
  readonly signal: AbortSignal;
  /** What it comes to when it is gone. */
  readonly as: "deleted" | "gone";
}

async function followed(
  planned: Orphan,
  ports: OrphanPorts,
  { signal, as }: Following,
): Promise<CleanedItem> {
  const { clock, orphans } = ports;
  const { deleteWithinMs, pollMs } = orphans.limits;
  const begin = clock.monotonic();
  const cloud = ports.cloud(planned.cloud);
  for (;;) {
    const state = await stateOf(planned, cloud, signal);
    if (state === "gone") return cleaned(planned, as);
    const ms = clock.monotonic() - begin;
    // One that its back end could not delete is there again, in another state.
    if (ms >= deleteWithinMs)
      return cleaned(planned, "left", `it was asked to go, and is still ${state}`, removalOf(planned));
    await pause(nextLookMs(ms, pollMs), signal);
  }
}

async function removeSet(
  planned: Orphan,
  { sets: [set], snapshots }: CloudScan,
  { cloud: cloudNamed, clock, instance, orphans }: OrphanPorts,
  signal: AbortSignal,
): Promise<CleanedItem> {
  if (set === undefined) return cleaned(planned, "gone");
  const members = snapshots.map(({ id, volumeId }) => ({ snapshotId: id, volumeId }));
  const meant = { id: set.id, name: planned.name, groupId: set.groupId, members };
  const { deleteWithinMs: withinMs, pollMs } = orphans.limits;
  const cloud = cloudNamed(planned.cloud);
  const done = await deleteSet(meant, { cloud, clock, instance, withinMs, pollMs }, signal);
  return done.gone ? cleaned(planned, "deleted") : cleaned(planned, "left", done.why, done.remedy);
}

const removalOf = ({ kind, thing, server }: Orphan): string[] => {
  switch (kind) {
    case "attachment":
      return [`openstack server remove volume ${server} ${thing}`];
    case "volume":
      return [`openstack volume show ${thing}`, `openstack volume delete ${thing}`];
    case "group":
      return [`openstack volume group delete --force ${thing}`];
    case "server":
      return [`openstack server delete --wait ${thing}`];
    case "group snapshot":
      return [`cinder group-snapshot-delete ${thing}`];
    default:
      return [];
  }
};

export function cleaned(
  { id, kind, thing, name, gib }: Orphan,
  outcome: CleanedItem["outcome"],
  why?: string,
  remedy: string[] = [],
): CleanedItem {
  return { id, kind, thing, name, gib, outcome, ...(why === undefined ? {} : { why }), remedy };
}
