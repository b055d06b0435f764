import { setImmediate } from "node:timers/promises";
import type { Application } from "#domain/application.ts";
import { parseGroupSnapshotName } from "#domain/naming.ts";
import type { CloudScan } from "#domain/orphans/cloud-scan.ts";
import type { Interest } from "#domain/orphans/interest.ts";
import type {
  KnownApplication,
  KnownHold,
  KnownPoint,
  KnownRestore,
  KnownWorld,
  RunFate,
} from "#domain/orphans/known-world.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { parseRestoredName } from "#domain/restore/names.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import { RESTORE_MARK } from "#domain/restore/restored-stamp.ts";
import { allPoints } from "#workflows/all-points.ts";
import type { OrphanPorts } from "#workflows/orphan-ports.ts";
import { accountedElsewhere } from "./accounted-elsewhere.ts";

/** What is protected in a cloud, by the manifests and the recorded points. Read before a scan, to know what it has to keep. */
export interface Protected {
  readonly applications: readonly KnownApplication[];
  readonly points: readonly KnownPoint[];
  /** Volumes that restores have made, as their reports say: somebody may have snapshots of one. */
  readonly restoredIds: readonly string[];
}

/** Groups and volumes by what the newest points were made of; of an application without points, by what the cloud has. */
export async function protectedIn(
  cloud: string,
  ports: OrphanPorts,
  signal: AbortSignal,
): Promise<Protected> {
  const applications: KnownApplication[] = [];
  const points: KnownPoint[] = [];
  for (const application of ports.applications().filter((one) => one.cloud === cloud)) {
    signal.throwIfAborted();
    const own = (await allPoints(ports.records, application.application)).filter(
      (point) => point.cloud === cloud,
    );
    points.push(...own.map((point) => pointOf(point, cloud)));
    applications.push(
      own.length > 0 ? fromPoints(application, own) : await fromCloud(application, ports, signal),
    );
  }
  const restored = (await ports.restores.open()).filter(({ plan }) => plan.cloud === cloud);
  const restoredIds = restored.flatMap(({ report }) => (report?.volumes ?? []).map((one) => one.volumeId));
  return { applications, points, restoredIds };
}

export const interestOf = (instance: string, { applications, points, restoredIds }: Protected): Interest => ({
  instance,
  groupIds: new Set(applications.flatMap(({ groupIds }) => [...groupIds])),
  volumeIds: new Set([...applications.flatMap(({ volumeIds }) => [...volumeIds]), ...restoredIds]),
  pointSets: new Set(points.map(({ groupSnapshotId }) => groupSnapshotId)),
  pointMembers: new Set(points.flatMap(({ members }) => members.map(({ snapshotId }) => snapshotId))),
});

/**
 * What store and engine know of what a scan has seen. Read after it: a run that has recorded something meanwhile has its word.
 */
export async function knownWorld(
  scan: CloudScan,
  { at, before }: { readonly at: number; readonly before: Protected },
  ports: OrphanPorts,
): Promise<KnownWorld> {
  const { orphans, records, restores, instance, limits } = ports;
  const named = scan.sets.flatMap(({ name }) => parseGroupSnapshotName(name) ?? []);
  const mine = named.filter((one) => one.instance === instance);
  const restoreIds = restoreIdsIn(scan, instance);
  // Before what they have recorded: a run that ends in between has recorded it by then.
  const runs = await fatesOf(new Set([...mine.map(({ runId }) => runId), ...restoreIds]), ports);
  const holds = new Map<string, KnownHold>();
  const points = new Map(before.points.map((point) => [point.id, point]));
  for (const [count, { token, runId }] of mine.entries()) {
    await breathe(count);
    const hold = await orphans.records.hold(token);
    if (hold !== undefined) holds.set(token, hold);
    // Also one that was recorded since, or whose application has no manifest any more.
    const id = await records.pointOfRun(runId);
    const point = id === undefined || points.has(id) ? undefined : await records.point(id);
    if (point !== undefined) points.set(point.id, pointOf(point, scan.cloud));
  }
  const found = new Map<string, KnownRestore>();
  for (const [count, id] of [...restoreIds].entries()) {
    await breathe(count);
    const record = await restores.get(id);
    if (record !== undefined && record.plan.cloud === scan.cloud) found.set(id, restoreOf(record));
  }
  return {
    instance,
    at,
    creatingIsLeftoverMs: limits.creatingIsLeftoverMs,
    applications: before.applications,
    holds,
    points: await stillRecorded([...points.values()], scan, ports),
    restores: found,
    runs,
    accountedElsewhere: await accountedElsewhere(scan, ports),
    protect: new Set(orphans.protect),
    signed: (text, signature) => signature !== "" && ports.sign(text) === signature,
  };
}

/** The store answers at once: a guest that is frozen meanwhile hears its heartbeats in between. */
const breathe = (count: number): Promise<void> | undefined =>
  count % 100 === 99 ? setImmediate() : undefined;

async function fatesOf(ids: ReadonlySet<string>, { orphans }: OrphanPorts): Promise<Map<string, RunFate>> {
  const runs = new Map<string, RunFate>();
  for (const [count, id] of [...ids].entries()) {
    await breathe(count);
    const fate = await orphans.runFate(id);
    if (fate !== undefined) runs.set(id, fate);
  }
  return runs;
}

/** Of those whose set is gone, retention may have taken some away while the scan went on. */
async function stillRecorded(
  points: readonly KnownPoint[],
  { setIds }: CloudScan,
  { records }: OrphanPorts,
): Promise<KnownPoint[]> {
  const kept: KnownPoint[] = [];
  for (const point of points)
    if (setIds.has(point.groupSnapshotId) || (await records.point(point.id)) !== undefined) kept.push(point);
  return kept;
}

function restoreIdsIn({ volumes, groups, servers }: CloudScan, instance: string): Set<string> {
  const ids = new Set<string>();
  for (const { name, ...thing } of [...volumes, ...groups, ...servers]) {
    const parsed = parseRestoredName(name);
    if (parsed?.instance === instance) ids.add(parsed.runId);
    const mark = "metadata" in thing ? thing.metadata[RESTORE_MARK] : undefined;
    if (mark !== undefined) ids.add(mark);
  }
  return ids;
}

const pointOf = (
  { id, application, cloud, groupSnapshotId, evidence }: RecoveryPoint,
  scanned: string,
): KnownPoint => ({
  id,
  application,
  here: cloud === scanned,
  groupSnapshotId,
  members: evidence.set.members.flatMap(({ snapshotId, volumeId }) =>
    snapshotId === undefined ? [] : [{ snapshotId, volumeId }],
  ),
});

function restoreOf({ id, application, plan, state, startedAt, report }: RestoreRecord): KnownRestore {
  const keeps = state === "kept" || (state === "running" && plan.onFailure === "keep");
  return {
    id,
    application,
    point: plan.point.id,
    groupSnapshotId: plan.point.groupSnapshotId,
    snapshotIds: plan.volumes.map(({ snapshotId }) => snapshotId),
    startedAt,
    keptUntil: keeps ? (report?.expiresAt ?? startedAt + plan.ttlMs) : undefined,
    recoveryServer: plan.server?.id,
  };
}

function fromPoints({ application }: Application, points: readonly RecoveryPoint[]): KnownApplication {
  return {
    name: application,
    groupIds: new Set(points.map(({ groupId }) => groupId)),
    volumeIds: new Set(
      points.flatMap(({ evidence }) => evidence.set.members.map(({ volumeId }) => volumeId)),
    ),
  };
}

async function fromCloud(
  { application, cloud, group }: Application,
  ports: OrphanPorts,
  signal: AbortSignal,
): Promise<KnownApplication> {
  const port = ports.cloud(cloud);
  try {
    const { id } = await port.findGroup(group.name, signal);
    const volumes = await port.volumesOfGroup(id, signal);
    return { name: application, groupIds: new Set([id]), volumeIds: new Set(volumes.map((one) => one.id)) };
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof Error)) throw cause;
    // Without its group nothing of it can be looked for; that it lacks one is told by doctor.
    const ids = group.volumes.flatMap(({ id }) => id ?? []);
    return { name: application, groupIds: new Set(), volumeIds: new Set(ids) };
  }
}
