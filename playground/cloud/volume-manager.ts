import type { GroupSnapshot, Pool, Snapshot } from "./rows.ts";
import type { CloudState } from "./state.ts";

/**
 * What cinder-volume does with a new group snapshot: the driver's own call where it has one for this group type,
 * else one member after another. cinder 21.3.1 volume/manager.py:4100-4222.
 */
export async function createOnBackend(state: CloudState, row: GroupSnapshot): Promise<void> {
  await state.background.until(() => !state.faults.has("service-down"));
  const pool = poolOf(state, row);
  if (pool.kind === "atomic" && isConsistent(state, row)) await createAtOnce(state, row, pool);
  else await createOneByOne(state, row, pool);
}

/** Members that came about are destroyed or turned to `deleted`. cinder 21.3.1 volume/manager.py:4250-4440. */
export async function deleteOnBackend(state: CloudState, row: GroupSnapshot): Promise<void> {
  const atOnce = poolOf(state, row).kind === "atomic" && isConsistent(state, row);
  await state.background.sleep(20);
  const members = membersOf(state, row);
  const failed = members.filter((member) =>
    state.faults.takeForDriver("delete-fails", volumeOf(state, member)),
  );
  if (failed.length > 0) {
    // The generic path leaves `deleted` rows that lists still show (:4250-4273); a driver's own call marks all.
    for (const member of members) save(member, atOnce || failed.includes(member) ? "error" : "deleted");
    row.status = "error";
    return;
  }
  // A busy one, mostly since a restored volume still hangs on it, loses its row all the same (:4266, :4388).
  for (const member of members) {
    if (state.faults.takeForDriver("delete-busy", volumeOf(state, member)) !== undefined)
      state.orphans.add(member.id);
  }
  row.status = "deleted";
  await state.background.sleep(5);
  for (const member of members) state.snapshots.delete(member.id);
  state.groupSnapshots.delete(row.id);
}

/** Any other value than this very string means no (cinder 21.3.1 volume/volume_utils.py:1046-1056). */
const isConsistent = (state: CloudState, row: GroupSnapshot): boolean =>
  state.groupTypes.get(row.groupTypeId)?.specs.consistent_group_snapshot_enabled === "<is> True";

function poolOf(state: CloudState, row: GroupSnapshot): Pool {
  const host = membersOf(state, row).map((member) => volumeOf(state, member).host)[0];
  const pool = state.pools.find(({ name }) => name === host);
  if (pool === undefined) throw new Error(`no pool ${host}: a seed must have the pools of its volumes`);
  return pool;
}

const membersOf = (state: CloudState, row: GroupSnapshot): Snapshot[] =>
  [...state.snapshots.values()].filter((member) => member.groupSnapshotId === row.id);

function volumeOf(state: CloudState, member: Snapshot) {
  const volume = state.volumes.get(member.volumeId);
  if (volume === undefined) throw new Error(`snapshot ${member.id} of no volume`);
  return volume;
}

function save(member: Snapshot, status: string): void {
  member.status = status;
  member.updatedAt = Date.now();
}

async function createAtOnce(state: CloudState, row: GroupSnapshot, pool: Pool): Promise<void> {
  const members = membersOf(state, row);
  for (const member of members) await waitForDriver(state, member);
  await state.background.sleep(pool.copyMs);
  const volumes = members.map((member) => volumeOf(state, member));
  // Not a CinderException: nothing is updated, everything stays `creating` (:4175).
  if (volumes.some((volume) => state.faults.takeForDriver("create-crashes", volume))) return;
  // A CinderException: all of them (:4175-4185).
  if (volumes.some((volume) => state.faults.takeForDriver("create-fails", volume))) {
    for (const member of members) save(member, "error");
    row.status = "error";
    return;
  }
  for (const member of members) copy(state, member);
  finish(row, members);
}

/** cinder 21.3.1 volume/manager.py:4224-4248: any exception marks that member, and the loop goes on. */
async function createOneByOne(state: CloudState, row: GroupSnapshot, pool: Pool): Promise<void> {
  const members = membersOf(state, row);
  const failed: Snapshot[] = [];
  for (const member of members) {
    await waitForDriver(state, member);
    await state.background.sleep(pool.copyMs);
    const volume = volumeOf(state, member);
    const fault =
      state.faults.takeForDriver("create-fails", volume) ??
      state.faults.takeForDriver("create-crashes", volume);
    if (fault === undefined) copy(state, member);
    else failed.push(member);
  }
  if (failed.length === 0) return finish(row, members);
  // Members are saved after the loop only (:4155-4166), and progress stays where it was.
  for (const member of members) save(member, failed.includes(member) ? "error" : "available");
  row.status = "error";
}

async function waitForDriver(state: CloudState, member: Snapshot): Promise<void> {
  const volume = volumeOf(state, member);
  const slow = state.faults.takeForDriver("create-slow", volume);
  if (slow !== undefined) await state.background.sleep(slow.ms);
  await state.background.until(() => !state.faults.has("create-hangs", volume));
}

/** The moment that counts: what is on the volume now is what the snapshot holds for ever. */
function copy(state: CloudState, member: Snapshot): void {
  const volume = volumeOf(state, member);
  member.content = volume.content;
  // What nobody has written to is as old as it is.
  member.writtenAt = volume.writtenAt ?? volume.createdAt;
  const { volumeId, id, groupSnapshotId } = member;
  state.events.add("copied", {
    volume: volumeId,
    snapshot: id,
    groupSnapshot: groupSnapshotId ?? undefined,
    content: member.content,
  });
}

function finish(row: GroupSnapshot, members: readonly Snapshot[]): void {
  for (const member of members) {
    save(member, "available");
    member.progress = "100%";
  }
  row.status = "available";
}
