import { type Call, param, type Reply, type Route } from "./call.ts";
import { filtersOf, page, rejectInvalidFilters, visibleTo } from "./listing.ts";
import { notFound } from "./refusal.ts";
import type { Attachment, Volume } from "./rows.ts";
import { stamp } from "./stamp.ts";

/** Volumes are read only here: they are seeded. */
export const volumeRoutes: readonly Route[] = [
  { method: "GET", path: "volumes", handle: (call) => list(call, summary, "volumes") },
  { method: "GET", path: "volumes/detail", handle: (call) => list(call, detail, "volumes/detail") },
  {
    method: "GET",
    path: "volumes/:id",
    handle: (call) => ({ status: 200, body: { volume: detail(call, findVolume(call, param(call, "id"))) } }),
  },
];

export function findVolume(call: Call, id: string): Volume {
  const volume = call.state.volumes.get(id);
  if (volume === undefined || !(call.actor.isAdmin || volume.projectId === call.actor.projectId)) {
    throw notFound(`Volume ${id} could not be found.`);
  }
  return volume;
}

// etc/cinder/resource_filters.json; group_id from 3.10 on (cinder 21.3.1 api/microversions.py:60)
const filters = [
  "name",
  "status",
  "metadata",
  "bootable",
  "migration_status",
  "availability_zone",
  "group_id",
  "size",
];

function list(call: Call, view: (call: Call, volume: Volume) => unknown, collection: string): Reply {
  const asked = filtersOf(call);
  if (call.minor >= 31) rejectInvalidFilters(call, asked, filters);
  const fits = (volume: Volume): boolean =>
    (asked.get("name") ?? volume.name) === volume.name &&
    (asked.get("status") ?? volume.status) === volume.status &&
    (asked.get("group_id") ?? volume.groupId) === volume.groupId;
  const all = [...call.state.volumes.values()].filter(visibleTo(call)).filter(fits);
  const { rows, links } = page(call, all, collection, "Volume");
  const volumes = rows.map((volume) => view(call, volume));
  return { status: 200, body: links === undefined ? { volumes } : { volumes, volumes_links: links } };
}

const summary = (call: Call, volume: Volume): unknown => ({
  id: volume.id,
  name: volume.name,
  links: selfLinks(call, volume),
});

// cinder 21.3.1 api/common.py:275-297
function selfLinks(call: Call, volume: Volume): unknown {
  const project = call.projectInUrl ? `/${call.actor.projectId}` : "";
  return [
    { rel: "self", href: `${call.root}/v3${project}/volumes/${volume.id}` },
    { rel: "bookmark", href: `${call.root}${project}/volumes/${volume.id}` },
  ];
}

// cinder 21.3.1 api/v2/views/volumes.py:66-106, api/v3/views/volumes.py:43-99; host: api/contrib/volume_host_attribute.py:20
function detail(call: Call, volume: Volume): unknown {
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
    description: null,
    volume_type: call.state.volumeTypes.get(volume.volumeTypeId)?.name ?? null,
    snapshot_id: null,
    source_volid: null,
    metadata: volume.metadata,
    links: selfLinks(call, volume),
    user_id: volume.userId,
    bootable: "false",
    encrypted: volume.encrypted,
    replication_status: null,
    consistencygroup_id: null,
    multiattach: volume.multiattach,
    attachments: volume.attachments.map((attachment) => attachmentView(volume, attachment)),
    ...(isAdmin && { migration_status: null }),
    ...(minor >= 13 && { group_id: volume.groupId }),
    ...(isAdmin && minor >= 21 && { provider_id: null }),
    ...(minor >= 48 && { shared_targets: false, service_uuid: volume.serviceUuid }),
    ...(isAdmin && minor >= 61 && { cluster_name: null }),
    ...(minor >= 63 && { volume_type_id: volume.volumeTypeId }),
    ...(minor >= 65 && { consumes_quota: true }),
    "os-vol-tenant-attr:tenant_id": volume.projectId,
    ...(isAdmin && {
      "os-vol-mig-status-attr:migstat": null,
      "os-vol-mig-status-attr:name_id": null,
      "os-vol-host-attr:host": volume.host,
    }),
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
