import { type Call, param, type Reply, type Route } from "./call.ts";
import { createVolume } from "./create-volume.ts";
import { findVolume } from "./find.ts";
import { filtersOf, page, rejectInvalidFilters, visibleTo } from "./listing.ts";
import type { Volume } from "./rows.ts";
import { addVolumeMetadata, deleteVolume, renameVolume } from "./volume-changes.ts";
import { selfLinks, volumeDetail } from "./volume-view.ts";

/** Volumes are seeded, or made from snapshots. */
export const volumeRoutes: readonly Route[] = [
  { method: "POST", path: "volumes", handle: createVolume },
  { method: "PUT", path: "volumes/:id", handle: renameVolume },
  { method: "POST", path: "volumes/:id/metadata", handle: addVolumeMetadata },
  { method: "DELETE", path: "volumes/:id", handle: deleteVolume },
  { method: "GET", path: "volumes", handle: (call) => list(call, summary, "volumes") },
  { method: "GET", path: "volumes/detail", handle: (call) => list(call, volumeDetail, "volumes/detail") },
  { method: "GET", path: "volumes/summary", since: 12, handle: summarize },
  {
    method: "GET",
    path: "volumes/:id",
    handle: (call) => ({
      status: 200,
      body: { volume: volumeDetail(call, findVolume(call, param(call, "id"))) },
    }),
  },
];

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
  const all = [...call.state.volumes.values()].filter(visibleTo(call, "a boolean")).filter(fits);
  const { rows, links } = page(call, all, collection, "Volume");
  const volumes = rows.map((volume) => view(call, volume));
  return { status: 200, body: links === undefined ? { volumes } : { volumes, volumes_links: links } };
}

// cinder 21.3.1 api/v3/volumes.py summary, api/v3/views/volumes.py quick_summary; from 3.36 on with all metadata
function summarize(call: Call): Reply {
  const all = [...call.state.volumes.values()].filter(visibleTo(call, "a boolean"));
  const total_size = all.reduce((sum, { size }) => sum + size, 0);
  const metadata = call.minor >= 36 ? { metadata: {} } : {};
  return { status: 200, body: { "volume-summary": { total_count: all.length, total_size, ...metadata } } };
}

const summary = (call: Call, volume: Volume): unknown => ({
  id: volume.id,
  name: volume.name,
  links: selfLinks(call, volume),
});
