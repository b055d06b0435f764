import type { Group } from "#openstack/block-storage/groups.ts";
import type { Volume } from "#openstack/block-storage/volumes.ts";
import type { Server } from "#openstack/compute/servers.ts";
import type { RecoveryServer, RestoredGroup, RestoredVolume } from "#workflows/restore-cloud-port.ts";

/** Wire → what a restore is told: our words, `undefined` for what the wire calls null. */
export function restoredVolumeFrom(wire: Volume): RestoredVolume {
  return {
    id: wire.id,
    name: wire.name ?? "",
    status: wire.status,
    sizeGib: wire.size,
    volumeType: wire.volume_type ?? undefined,
    snapshotId: wire.snapshot_id ?? undefined,
    bootable: String(wire.bootable).toLowerCase() === "true",
    encrypted: wire.encrypted,
    availabilityZone: wire.availability_zone ?? "",
    attachments: wire.attachments.map(({ server_id, device }) => ({
      serverId: server_id ?? "",
      device: device ?? "",
    })),
    metadata: wire.metadata,
    groupId: wire.group_id ?? undefined,
  };
}

export function restoredGroupFrom({ id, name, status, group_snapshot_id }: Group): RestoredGroup {
  return { id, name: name ?? "", status, groupSnapshotId: group_snapshot_id ?? undefined };
}

export function recoveryServerFrom({ id, name, status, metadata }: Server): RecoveryServer {
  return { id, name: name ?? "", status, metadata };
}
