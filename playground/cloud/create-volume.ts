import { randomUUID } from "node:crypto";
import type { Call, Reply } from "./call.ts";
import { findSnapshotById } from "./find.ts";
import { reserveVolume } from "./quota-sets.ts";
import { badRequest, notFound } from "./refusal.ts";
import { createVolumeOnBackend } from "./restore-manager.ts";
import type { Snapshot, Volume, VolumeType } from "./rows.ts";
import { volumeView } from "./volume-view.ts";

interface Asked {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly size?: number;
  readonly volume_type?: string | null;
  readonly snapshot_id?: string | null;
  readonly availability_zone?: string | null;
  readonly metadata?: Readonly<Record<string, string>> | null;
}

/**
 * POST /volumes, from a snapshot or empty. A member of a group snapshot is taken like any other: only its own status is
 * looked at. cinder 21.3.1 api/v3/volumes.py:289-405, volume/flows/api/create_volume.py:70-480.
 */
export function createVolume(call: Call): Reply {
  const asked = (call.body as { volume?: Asked } | undefined)?.volume ?? {};
  const { size, name } = asked;
  // cinder 21.3.1 api/schemas/volumes.py:31
  if (size !== undefined && size < 1) {
    const why = `Invalid input for field/attribute size. Value: ${size}. ${size} is less than the minimum of 1`;
    throw badRequest(why);
  }
  // cinder 21.3.1 utils.py, check_string_length
  if ((name?.length ?? 0) > 255) {
    throw badRequest(`Invalid input received: name has ${name?.length} characters, more than 255.`);
  }
  const wanted = asked.volume_type == null ? undefined : findType(call, asked.volume_type);
  const snapshot = asked.snapshot_id == null ? undefined : findSnapshotById(call, asked.snapshot_id);
  refuseUnfit(call, asked, snapshot, wanted);
  const gigabytes = size ?? snapshot?.size ?? 1;
  reserveVolume(call, gigabytes);
  const row = insert(call, asked, gigabytes, snapshot, wanted);
  call.state.background.start(() => createVolumeOnBackend(call.state, row));
  return { status: 202, body: { volume: volumeView(call, row) } };
}

// cinder 21.3.1 objects/volume_type.py, get_by_name_or_id
function findType(call: Call, nameOrId: string): VolumeType {
  const all = [...call.state.volumeTypes.values()];
  const found = all.find(({ id, name }) => id === nameOrId || name === nameOrId);
  if (found === undefined) throw notFound(`Volume type with name ${nameOrId} could not be found.`);
  return found;
}

// cinder 21.3.1 volume/flows/api/create_volume.py:103-121 (status), :176-184 (size), volume/api.py:219-330 (type, zone)
function refuseUnfit(
  call: Call,
  asked: Asked,
  snapshot: Snapshot | undefined,
  wanted: VolumeType | undefined,
): void {
  if (asked.availability_zone != null && asked.availability_zone !== "nova") {
    throw badRequest(`Availability zone '${asked.availability_zone}' is invalid.`);
  }
  if (snapshot === undefined) return;
  const type = typeOf(call, snapshot);
  if (wanted !== undefined && wanted.id !== type) {
    const why = "requested type is not compatible; recommend omitting the type argument";
    throw badRequest(`Invalid input received: Invalid volume_type provided: ${wanted.id} (${why}).`);
  }
  if (snapshot.status !== "available") {
    throw badRequest("Invalid snapshot: Originating snapshot status must be one of 'available' values");
  }
  if (asked.size !== undefined && asked.size < snapshot.size) {
    const sizes = `Volume size '${asked.size}'GB cannot be smaller than the snapshot size ${snapshot.size}GB.`;
    throw badRequest(`Invalid input received: ${sizes} They must be >= original snapshot size.`);
  }
}

/** The volume is there: one that has snapshots cannot be deleted. */
function typeOf(call: Call, snapshot: Snapshot): string {
  const source = call.state.volumes.get(snapshot.volumeId);
  if (source === undefined) throw new Error(`snapshot ${snapshot.id} of no volume`);
  return source.volumeTypeId;
}

function insert(
  call: Call,
  asked: Asked,
  size: number,
  snapshot: Snapshot | undefined,
  wanted: VolumeType | undefined,
): Volume {
  const source = snapshot && call.state.volumes.get(snapshot.volumeId);
  const type = wanted?.id ?? source?.volumeTypeId ?? [...call.state.volumeTypes.keys()][0] ?? "";
  const row: Volume = {
    id: randomUUID(),
    name: asked.name ?? null,
    description: asked.description ?? null,
    status: "creating",
    size,
    volumeTypeId: type,
    groupId: null,
    // The snapshot's own (cinder 21.3.1 volume/flows/api/create_volume.py:808, snapshot_same_host).
    host: source?.host ?? call.state.pools[0]?.name ?? null,
    projectId: call.actor.projectId,
    userId: call.actor.userId,
    serviceUuid: null,
    createdAt: Date.now(),
    updatedAt: null,
    multiattach: source?.multiattach ?? false,
    encrypted: source?.encrypted ?? false,
    attachments: [],
    metadata: { ...asked.metadata },
    content: 0,
    ...(snapshot !== undefined && { snapshotId: snapshot.id }),
  };
  call.state.volumes.set(row.id, row);
  return row;
}
