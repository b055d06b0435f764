import { usageFrom } from "#cloud/to-domain.ts";
import type {
  ReportedQuota,
  SeenGroup,
  SeenServer,
  SeenSet,
  SeenSnapshot,
  SeenVolume,
} from "#domain/orphans/cloud-scan.ts";
import type { GroupSnapshot } from "#openstack/block-storage/group-snapshots.ts";
import type { Group } from "#openstack/block-storage/groups.ts";
import type { QuotaSet } from "#openstack/block-storage/quota-sets.ts";
import type { SnapshotRow } from "#openstack/block-storage/snapshots.ts";
import type { VolumeRow } from "#openstack/block-storage/volumes.ts";
import type { Server } from "#openstack/compute/servers.ts";
import { fromIso } from "#support/clock.ts";

/** Wire → what a search for orphans sees. */
export const setFrom = ({ id, name, group_id, status, created_at }: GroupSnapshot): SeenSet => ({
  id,
  name: name ?? "",
  groupId: group_id,
  status,
  createdAt: timeOf(created_at),
});

export const snapshotFrom = (wire: SnapshotRow): SeenSnapshot => ({
  id: wire.id,
  name: wire.name ?? "",
  volumeId: wire.volume_id,
  groupSnapshotId: wire.group_snapshot_id ?? undefined,
  status: wire.status,
  gib: wire.size,
  metadata: wire.metadata,
  changedAt: timeOf(wire.updated_at) ?? timeOf(wire.created_at),
  counts: wire.consumes_quota !== false,
});

export const groupFrom = ({ id, name, status, group_snapshot_id, created_at }: Group): SeenGroup => ({
  id,
  name: name ?? "",
  status,
  groupSnapshotId: group_snapshot_id ?? undefined,
  createdAt: timeOf(created_at),
});

export const volumeFrom = (wire: VolumeRow): SeenVolume => ({
  id: wire.id,
  name: wire.name ?? "",
  status: wire.status,
  gib: wire.size,
  snapshotId: wire.snapshot_id ?? undefined,
  groupId: wire.group_id ?? undefined,
  metadata: wire.metadata,
  servers: wire.attachments.map(({ server_id }) => server_id ?? ""),
  createdAt: timeOf(wire.created_at),
  counts: wire.consumes_quota !== false,
});

export const serverFrom = ({ id, name, status, metadata, ...wire }: Server): SeenServer => ({
  id,
  name: name ?? "",
  status,
  metadata,
  volumeIds: (wire["os-extended-volumes:volumes_attached"] ?? []).map((volume) => volume.id),
});

export const quotaFrom = (projectId: string, quota: QuotaSet): ReportedQuota => ({
  projectId,
  volumes: usageFrom(quota.volumes),
  snapshots: usageFrom(quota.snapshots),
  gigabytes: usageFrom(quota.gigabytes),
  groups: quota.groups && usageFrom(quota.groups),
});

function timeOf(text: string | null | undefined): number | undefined {
  const time = text == null ? Number.NaN : fromIso(text);
  return Number.isNaN(time) ? undefined : time;
}
