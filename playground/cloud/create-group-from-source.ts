import { randomUUID } from "node:crypto";
import type { Call, Reply } from "./call.ts";
import { findGroup, findGroupSnapshot } from "./find.ts";
import { drift, reserveGroup, reserveRestoredVolume } from "./quota-sets.ts";
import { badRequest } from "./refusal.ts";
import { createGroupOnBackend } from "./restore-manager.ts";
import type { Group, GroupSnapshot, Snapshot, Volume } from "./rows.ts";

interface Asked {
  readonly name?: string;
  readonly description?: string;
  readonly group_snapshot_id?: string;
}

/**
 * POST /groups/action {create-from-src}, from a group snapshot. The status of the group snapshot itself is not looked
 * at, only that of its members. Every refusal is a 400. cinder 21.3.1 api/v3/groups.py:232-283, group/api.py:183-352.
 */
export function createGroupFromSource(call: Call): Reply {
  const asked = (call.body as { "create-from-src"?: Asked } | undefined)?.["create-from-src"] ?? {};
  const source = findGroupSnapshot(call, asked.group_snapshot_id ?? "");
  const members = membersOf(call, source);
  reserveGroup(call);
  const group = insertGroup(call, asked, source);
  refuseWithoutRoom(call, group, members);
  const volumes = insertVolumes(call, group, members);
  call.state.background.start(() => createGroupOnBackend(call.state, group, volumes));
  return { status: 202, body: { group: { id: group.id, name: group.name } } };
}

const membersOf = (call: Call, source: GroupSnapshot): Snapshot[] =>
  [...call.state.snapshots.values()].filter(({ groupSnapshotId }) => groupSnapshotId === source.id);

function insertGroup(call: Call, asked: Asked, source: GroupSnapshot): Group {
  const { groupTypeId, volumeTypeIds } = findGroup(call, source.groupId);
  const group: Group = {
    id: randomUUID(),
    name: asked.name ?? "",
    description: asked.description ?? null,
    status: "creating",
    groupTypeId,
    volumeTypeIds,
    projectId: call.actor.projectId,
    createdAt: Date.now(),
    groupSnapshotId: source.id,
  };
  call.state.groups.set(group.id, group);
  return group;
}

/**
 * The one pool must have room for the volumes as big as they are now, not as they were. The group and its quota stay:
 * cinder 21.3.1 group/api.py:198 (sizes), :259-265 (refusal; nothing is undone).
 */
function refuseWithoutRoom(call: Call, group: Group, members: readonly Snapshot[]): void {
  const sources = members.map(({ volumeId }) => call.state.volumes.get(volumeId));
  const pool = call.state.pools.find(({ name }) => name === sources[0]?.host);
  const size = sources.reduce((sum, volume) => sum + (volume?.size ?? 0), 0);
  if (pool?.freeGib === undefined || pool.freeGib >= size) return;
  throw badRequest(`Invalid Group: No valid host to create group ${group.id}.`);
}

/** Row by row; the first that fails undoes them all but the quota. cinder 21.3.1 group/api.py:289-346. */
function insertVolumes(call: Call, group: Group, members: readonly Snapshot[]): Volume[] {
  const volumes: Volume[] = [];
  try {
    if (members.length === 0)
      throw badRequest("Invalid Group: Group snapshot is empty. No group will be created.");
    for (const member of members) volumes.push(insertVolume(call, group, member));
    return volumes;
  } catch (error) {
    // Deleting a row gives back its gigabytes, which were never taken (cinder 21.3.1 volume/api.py:431-449); the unit
    // of `groups` was committed before and is given back by nobody.
    for (const { id } of volumes) call.state.volumes.delete(id);
    call.state.groups.delete(group.id);
    drift(call.state, group.projectId, "groups", 1);
    throw error;
  }
}

function insertVolume(call: Call, group: Group, member: Snapshot): Volume {
  const source = call.state.volumes.get(member.volumeId);
  if (source === undefined) throw new Error(`snapshot ${member.id} of no volume`);
  // cinder 21.3.1 volume/flows/api/create_volume.py:103-121
  if (member.status !== "available") {
    throw badRequest("Invalid snapshot: Originating snapshot status must be one of 'available' values");
  }
  reserveRestoredVolume(call, member.size, source.volumeTypeId);
  const row: Volume = {
    id: randomUUID(),
    name: null,
    status: "creating",
    size: member.size,
    volumeTypeId: source.volumeTypeId,
    groupId: group.id,
    host: source.host,
    projectId: group.projectId,
    userId: call.actor.userId,
    serviceUuid: null,
    createdAt: Date.now(),
    updatedAt: Date.now(),
    multiattach: source.multiattach,
    encrypted: source.encrypted,
    attachments: [],
    metadata: {},
    content: 0,
    snapshotId: member.id,
  };
  call.state.volumes.set(row.id, row);
  return row;
}
