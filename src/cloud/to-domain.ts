import type { Group, GroupSnapshot, MemberSnapshot, Pool, QuotaUse, Server, Volume } from "#domain/cloud.ts";
import type { GroupSnapshot as WireGroupSnapshot } from "#openstack/block-storage/group-snapshots.ts";
import type { Group as WireGroup } from "#openstack/block-storage/groups.ts";
import type { Pool as WirePool } from "#openstack/block-storage/pools.ts";
import type { Usage } from "#openstack/block-storage/quota-sets.ts";
import type { Snapshot } from "#openstack/block-storage/snapshots.ts";
import type { Volume as WireVolume } from "#openstack/block-storage/volumes.ts";
import type { Server as WireServer } from "#openstack/compute/servers.ts";

/** Wire → domain: our words, `undefined` for what the wire calls null. */
export function volumeFrom(wire: WireVolume): Volume {
  return {
    id: wire.id,
    name: wire.name || undefined,
    status: wire.status,
    size: wire.size,
    type: wire.volume_type ?? undefined,
    multiattach: wire.multiattach,
    encrypted: wire.encrypted,
    groupId: wire.group_id ?? undefined,
    host: wire["os-vol-host-attr:host"] ?? undefined,
    // An attachment without a server (a bare host) is still one: it must not look like none.
    attachedTo: wire.attachments.map(({ server_id, device }) => ({
      serverId: server_id ?? "",
      device: device ?? "",
    })),
  };
}

export function groupFrom(wire: WireGroup): Group {
  const { id, name, status, group_type: groupTypeId, volume_types: volumeTypeIds } = wire;
  return { id, name: name ?? "", status, groupTypeId, volumeTypeIds };
}

export function groupSnapshotFrom(wire: WireGroupSnapshot): GroupSnapshot {
  return { id: wire.id, name: wire.name ?? "", groupId: wire.group_id, status: wire.status };
}

export function memberFrom(wire: Snapshot): MemberSnapshot {
  const { id, volume_id: volumeId, status, size, metadata } = wire;
  return { id, volumeId, status, size, metadata };
}

export function serverFrom({ id, name, status }: WireServer): Server {
  return { id, name: name ?? "", status };
}

export function usageFrom({ limit, in_use: inUse, reserved }: Usage): QuotaUse {
  return { limit, inUse, reserved };
}

export function poolFrom({ name, capabilities }: WirePool): Pool {
  return {
    name,
    consistentGroupSnapshot: isTrue(capabilities.consistent_group_snapshot_enabled),
    vendor: capabilities.vendor_name ?? undefined,
    protocol: capabilities.storage_protocol ?? undefined,
    driverVersion: capabilities.driver_version ?? undefined,
  };
}

/** As Cinder's scheduler reads `<is>`: oslo.utils strutils `bool_from_string`. Some drivers report strings. */
function isTrue(value: boolean | string | null | undefined): boolean {
  return ["true", "1", "t", "y", "yes", "on"].includes(String(value).trim().toLowerCase());
}
