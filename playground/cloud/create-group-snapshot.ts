import { randomUUID } from "node:crypto";
import type { Call, Reply } from "./call.ts";
import { findGroup } from "./find.ts";
import { groupSnapshotBody } from "./group-snapshot-body.ts";
import { reserveSnapshots } from "./quota-sets.ts";
import { badRequest } from "./refusal.ts";
import type { Group, GroupSnapshot, Snapshot, Volume } from "./rows.ts";
import { createOnBackend } from "./volume-manager.ts";

/**
 * POST /group_snapshots: rows first, then a message to cinder-volume; the answer has neither status nor group id.
 * cinder 21.3.1 api/v3/group_snapshots.py:149-180, group/api.py:844-881.
 */
export function createGroupSnapshot(call: Call): Reply {
  const { groupId, name, description } = groupSnapshotBody(call.body);
  const group = findGroup(call, groupId);
  const volumes = [...call.state.volumes.values()].filter((volume) => volume.groupId === group.id);
  refuseUnfitGroup(group, volumes);
  for (const volume of volumes) refuseUnfitVolume(volume);
  reserveSnapshots(call, volumes);
  const row = insertGroupSnapshot(call, group, name, description);
  for (const volume of volumes) insertMember(call, row, volume);
  call.state.events.add("group-snapshot", { id: row.id, name: row.name ?? undefined });
  call.state.background.start(() => createOnBackend(call.state, row));
  const answer = { id: row.id, name: row.name, group_type_id: row.groupTypeId };
  return { status: 202, body: { group_snapshot: answer } };
}

// cinder 21.3.1 db/sqlalchemy/api.py:7941-7981: error, deleting and in-use groups are accepted
function refuseUnfitGroup(group: Group, volumes: readonly Volume[]): void {
  if (volumes.length > 0 && group.status !== "creating" && group.status !== "updating") return;
  const why =
    "Source group cannot be empty or in 'creating' or 'updating' state. No group snapshot will be created.";
  throw badRequest(`Invalid Group: ${why}`);
}

// cinder 21.3.1 volume/api.py:1106-1133; creating, deleting, extending … volumes are accepted
function refuseUnfitVolume(volume: Volume): void {
  const refuse = (why: string): never => {
    throw badRequest(`Invalid volume: ${why}`);
  };
  if (volume.host === null) {
    refuse("The snapshot cannot be created because volume has not been scheduled to any host.");
  }
  if (volume.status === "maintenance") {
    refuse("The snapshot cannot be created when the volume is in maintenance mode.");
  }
  if (volume.status === "error") refuse("The snapshot cannot be created when the volume is in error status.");
}

function insertGroupSnapshot(
  call: Call,
  group: Group,
  name: string | null,
  description: string | null,
): GroupSnapshot {
  const row: GroupSnapshot = {
    id: randomUUID(),
    name,
    description,
    groupId: group.id,
    groupTypeId: group.groupTypeId,
    projectId: call.actor.projectId,
    status: "creating",
    createdAt: Date.now(),
  };
  call.state.groupSnapshots.set(row.id, row);
  return row;
}

// cinder 21.3.1 volume/api.py:1170-1190: each member has the group snapshot's name and description
function insertMember(call: Call, groupSnapshot: GroupSnapshot, volume: Volume): void {
  const row: Snapshot = {
    id: randomUUID(),
    name: groupSnapshot.name,
    description: groupSnapshot.description,
    volumeId: volume.id,
    groupSnapshotId: groupSnapshot.id,
    projectId: groupSnapshot.projectId,
    userId: call.actor.userId,
    size: volume.size,
    status: "creating",
    progress: "0%",
    metadata: {},
    createdAt: groupSnapshot.createdAt,
    updatedAt: null,
    content: undefined,
  };
  call.state.snapshots.set(row.id, row);
}
