import type { Call } from "./call.ts";
import type { Attachment, Volume } from "./rows.ts";
import { stamp } from "./stamp.ts";

// cinder 21.3.1 api/common.py:275-297
export function selfLinks(call: Call, volume: Volume): unknown {
  const project = call.projectInUrl ? `/${call.actor.projectId}` : "";
  return [
    { rel: "self", href: `${call.root}/v3${project}/volumes/${volume.id}` },
    { rel: "bookmark", href: `${call.root}${project}/volumes/${volume.id}` },
  ];
}

/** As shown and listed, with what extensions add. */
export const volumeDetail = (call: Call, volume: Volume): unknown => ({
  ...volumeView(call, volume),
  "os-vol-tenant-attr:tenant_id": volume.projectId,
  ...(call.actor.isAdmin && {
    "os-vol-mig-status-attr:migstat": null,
    "os-vol-mig-status-attr:name_id": null,
    "os-vol-host-attr:host": volume.host,
  }),
});

// cinder 21.3.1 api/v2/views/volumes.py:66-106, api/v3/views/volumes.py:43-99; host: api/contrib/volume_host_attribute.py:20
export function volumeView(call: Call, volume: Volume): object {
  const { minor } = call;
  const { isAdmin } = call.actor;
  return {
    id: volume.id,
    status: volume.status,
    size: volume.size,
    availability_zone: "nova",
    created_at: stamp(volume.createdAt),
    updated_at: stamp(volume.updatedAt),
    name: volume.name,
    description: volume.description ?? null,
    volume_type: call.state.volumeTypes.get(volume.volumeTypeId)?.name ?? null,
    snapshot_id: volume.snapshotId ?? null,
    source_volid: null,
    metadata: volume.metadata,
    links: selfLinks(call, volume),
    user_id: volume.userId,
    bootable: String(volume.bootable ?? false),
    encrypted: volume.encrypted,
    replication_status: null,
    consistencygroup_id: null,
    multiattach: volume.multiattach,
    attachments: volume.attachments.map((attachment) => attachmentView(volume, attachment)),
    ...(isAdmin && { migration_status: null }),
    ...(minor >= 13 && { group_id: volume.groupId }),
    ...(isAdmin && minor >= 21 && { provider_id: null }),
    ...(minor >= 48 && { shared_targets: volume.serviceUuid === null, service_uuid: volume.serviceUuid }),
    ...(isAdmin && minor >= 61 && { cluster_name: null }),
    ...(minor >= 63 && { volume_type_id: volume.volumeTypeId }),
    ...(minor >= 65 && { consumes_quota: true }),
  };
}

const attachmentView = (volume: Volume, attachment: Attachment): unknown => ({
  id: volume.id,
  attachment_id: attachment.attachmentId,
  volume_id: volume.id,
  server_id: attachment.serverId,
  host_name: null,
  device: attachment.device,
  attached_at: stamp(attachment.attachedAt),
});
