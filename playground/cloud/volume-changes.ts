import { type Call, param, type Reply } from "./call.ts";
import { findVolume } from "./find.ts";
import { badRequest } from "./refusal.ts";
import { deleteVolumeOnBackend } from "./restore-manager.ts";
import { volumeView } from "./volume-view.ts";

/** PUT /volumes/{id}: name and description. cinder 21.3.1 api/v2/volumes.py, update; volume/api.py, update. */
export function renameVolume(call: Call): Reply {
  const volume = findVolume(call, param(call, "id"));
  const { name, description } =
    (call.body as { volume?: { name?: string; description?: string } } | undefined)?.volume ?? {};
  if (name !== undefined) volume.name = name;
  if (description !== undefined) volume.description = description;
  return { status: 200, body: { volume: volumeView(call, volume) } };
}

/** POST /volumes/{id}/metadata adds keys; too long is a 400 of the schema. cinder 21.3.1 api/v3/volume_metadata.py:40-75. */
export function addVolumeMetadata(call: Call): Reply {
  const volume = findVolume(call, param(call, "id"));
  const asked = (call.body as { metadata?: Record<string, string> } | undefined)?.metadata ?? {};
  const long = Object.entries(asked).find(([, value]) => value.length > 255);
  if (long !== undefined) {
    const [key, value] = long;
    throw badRequest(`Invalid input for field/attribute ${key}. Value: ${value}. '${value}' is too long`);
  }
  volume.metadata = { ...volume.metadata, ...asked };
  return { status: 200, body: { metadata: volume.metadata } };
}

const deletable: readonly string[] = [
  "available",
  "error",
  "error_restoring",
  "error_extending",
  "error_managing",
];

/** DELETE /volumes/{id}. cinder 21.3.1 volume/api.py:414-540. */
export function deleteVolume(call: Call): Reply {
  const volume = findVolume(call, param(call, "id"));
  const hasSnapshots = [...call.state.snapshots.values()].some(({ volumeId }) => volumeId === volume.id);
  const isFree = volume.attachments.length === 0 && volume.groupId === null && !hasSnapshots;
  if (!isFree || !deletable.includes(volume.status)) {
    const states = deletable.join(" or ");
    const rest =
      "must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be disassociated from " +
      "snapshots after volume transfer";
    throw badRequest(`Invalid volume: Volume status must be ${states} and ${rest}.`);
  }
  volume.status = "deleting";
  call.state.background.start(() => deleteVolumeOnBackend(call.state, volume));
  return { status: 202 };
}
