import type { Group, Pool, Volume } from "./rows.ts";
import type { CloudState } from "./state.ts";

/** What cinder-volume does with restored volumes and groups. */

/**
 * One volume from one snapshot: a failure is an `error` that everybody sees. cinder 21.3.1 volume/manager.py:745-870. So is
 * that its pool has no room for it, and then no cinder-volume has heard of it: scheduler/filters/capacity_filter.py:202-207,
 * scheduler/flows/create_volume.py:159-166.
 */
export async function createVolumeOnBackend(state: CloudState, volume: Volume): Promise<void> {
  await state.background.until(() => !state.faults.has("service-down"));
  const pool = poolOf(state, volume);
  if (pool.freeGib !== undefined && pool.freeGib < volume.size) {
    volume.status = "error";
    volume.updatedAt = Date.now();
    return;
  }
  await state.background.sleep(pool.copyMs);
  if (await isCopied(state, volume)) {
    volume.status = "available";
    volume.serviceUuid = serviceOf(state, volume);
  } else {
    volume.status = "error";
  }
  volume.updatedAt = Date.now();
}

/**
 * A whole group. Where the driver has no call for it, Cinder makes one volume after another, notes an error, and then
 * writes `available` over group and volumes all the same: cinder 21.3.1 volume/manager.py:3542-3602 (noted), :3519-3531
 * (overwritten). A driver's own call that raises leaves `error` everywhere (:3505-3517).
 */
export async function createGroupOnBackend(
  state: CloudState,
  group: Group,
  volumes: readonly Volume[],
): Promise<void> {
  await state.background.until(() => !state.faults.has("service-down"));
  const atOnce = isAtOnce(state, group, volumes);
  const copied: boolean[] = [];
  for (const volume of volumes) {
    if (!atOnce || copied.length === 0) await state.background.sleep(poolOf(state, volume).copyMs);
    copied.push(await isCopied(state, volume));
  }
  const failed = copied.includes(false);
  const status = atOnce && failed ? "error" : "available";
  for (const [index, volume] of volumes.entries()) {
    volume.status = status;
    volume.updatedAt = Date.now();
    volume.hollow = copied[index] !== true;
  }
  group.status = status;
}

/** cinder 21.3.1 volume/manager.py:928-1060; a busy one goes back to `available` (:1010). */
export async function deleteVolumeOnBackend(state: CloudState, volume: Volume): Promise<void> {
  await state.background.sleep(20);
  if (state.faults.takeForDriver("delete-busy", volume) !== undefined) volume.status = "available";
  else if (state.faults.takeForDriver("delete-fails", volume) !== undefined) volume.status = "error_deleting";
  else state.volumes.delete(volume.id);
}

/**
 * cinder 21.3.1 volume/manager.py:3744-3922. A busy volume loses its row all the same (:3937, :3880), so that its disk
 * is left where no list shows it. Where one fails, the others stay as rows that are `deleted`.
 */
export async function deleteGroupOnBackend(state: CloudState, group: Group): Promise<void> {
  await state.background.sleep(20);
  const volumes = [...state.volumes.values()].filter(({ groupId }) => groupId === group.id);
  const failed = volumes.filter((volume) => state.faults.takeForDriver("delete-fails", volume));
  if (failed.length > 0) {
    const wrong = isAtOnce(state, group, volumes) ? "error_deleting" : "error";
    for (const volume of volumes) volume.status = failed.includes(volume) ? wrong : "deleted";
    group.status = "error";
    return;
  }
  for (const volume of volumes) {
    if (state.faults.takeForDriver("delete-busy", volume) !== undefined) state.orphans.add(volume.id);
    state.volumes.delete(volume.id);
  }
  group.status = "deleted";
  await state.background.sleep(5);
  state.groups.delete(group.id);
}

/** Copies what the snapshot holds; false when the back end cannot. */
async function isCopied(state: CloudState, volume: Volume): Promise<boolean> {
  const snapshot = volume.snapshotId === undefined ? undefined : state.snapshots.get(volume.snapshotId);
  const source = snapshot && state.volumes.get(snapshot.volumeId);
  const either = source === undefined ? [volume] : [volume, source];
  for (const one of either) {
    const slow = state.faults.takeForDriver("restore-slow", one);
    if (slow !== undefined) await state.background.sleep(slow.ms);
  }
  await state.background.until(() => !either.some((one) => state.faults.has("restore-hangs", one)));
  if (either.some((one) => state.faults.takeForDriver("restore-fails", one) !== undefined)) return false;
  if (volume.snapshotId !== undefined) {
    if (snapshot?.content === undefined) return false;
    volume.content = snapshot.content - lostOf(state, either);
    volume.writtenAt = snapshot.writtenAt;
    volume.bootable = source?.bootable ?? false;
  }
  const { id, snapshotId, content } = volume;
  state.events.add("restored", { volume: id, snapshot: snapshotId, content });
  return true;
}

/** How many of the last writes the copy lacks. */
function lostOf(state: CloudState, either: readonly Volume[]): number {
  const torn = either.map((one) => state.faults.takeForDriver("restore-tears", one)).find(Boolean);
  return torn?.lost ?? 0;
}

/** Any other value than this very string means no (cinder 21.3.1 volume/volume_utils.py:1046-1056). */
function isAtOnce(state: CloudState, group: Group, [volume]: readonly Volume[]): boolean {
  const spec = state.groupTypes.get(group.groupTypeId)?.specs.consistent_group_snapshot_enabled;
  return spec === "<is> True" && volume !== undefined && poolOf(state, volume).kind === "atomic";
}

function poolOf(state: CloudState, { host }: Volume): Pool {
  const pool = state.pools.find(({ name }) => name === host);
  if (pool === undefined) throw new Error(`no pool ${host}: a seed must have the pools of its volumes`);
  return pool;
}

/** That of any other volume there: one cinder-volume serves a back end. */
function serviceOf(state: CloudState, { host }: Volume): string | null {
  const others = [...state.volumes.values()].filter((volume) => volume.host === host);
  return others.find(({ serviceUuid }) => serviceUuid !== null)?.serviceUuid ?? null;
}
