import { type Call, param, type Reply, type Route } from "./call.ts";
import { findSnapshotById } from "./find.ts";
import { filtersOf, page, rejectInvalidFilters, visibleTo } from "./listing.ts";
import { badRequest } from "./refusal.ts";
import type { Snapshot } from "./rows.ts";
import { stamp } from "./stamp.ts";

/** Members of group snapshots. They cannot be made or deleted alone. */
export const snapshotRoutes: readonly Route[] = [
  { method: "GET", path: "snapshots", handle: (call) => list(call, summary, "snapshots") },
  { method: "GET", path: "snapshots/detail", handle: (call) => list(call, detail, "snapshots/detail") },
  { method: "GET", path: "snapshots/:id", handle: show },
  { method: "DELETE", path: "snapshots/:id", handle: refuseDelete },
];

export const findSnapshot = (call: Call): Snapshot => findSnapshotById(call, param(call, "id"));

function show(call: Call): Reply {
  return { status: 200, body: { snapshot: detail(call, findSnapshot(call)) } };
}

// cinder 21.3.1 volume/api.py:1222-1250
function refuseDelete(call: Call): Reply {
  findSnapshot(call);
  const why = "Snapshot status must be available or error and must not be part of a group.";
  throw badRequest(`Invalid snapshot: ${why}`);
}

// cinder 21.3.1 api/v3/snapshots.py:79-147; group_snapshot_id is a filter for administrators alone
function list(call: Call, view: (call: Call, row: Snapshot) => unknown, collection: string): Reply {
  const asked = filtersOf(call);
  const allowed = ["name", "status", "volume_id", "metadata", "availability_zone", "consumes_quota"];
  if (call.minor >= 31) rejectInvalidFilters(call, asked, allowed);
  const fits = (row: Snapshot): boolean =>
    (asked.get("name") ?? row.name) === row.name &&
    (asked.get("status") ?? row.status) === row.status &&
    (asked.get("volume_id") ?? row.volumeId) === row.volumeId &&
    (asked.get("group_snapshot_id") ?? row.groupSnapshotId) === row.groupSnapshotId;
  const all = [...call.state.snapshots.values()].filter(visibleTo(call, "true")).filter(fits);
  const { rows, links } = page(call, all, collection, "Snapshot");
  const snapshots = rows.map((row) => view(call, row));
  return { status: 200, body: links === undefined ? { snapshots } : { snapshots, snapshots_links: links } };
}

// cinder 21.3.1 api/views/snapshots.py:38-57
const summary = (_call: Call, row: Snapshot) => ({
  id: row.id,
  created_at: stamp(row.createdAt),
  updated_at: stamp(row.updatedAt),
  name: row.name,
  description: row.description,
  volume_id: row.volumeId,
  status: row.status,
  size: row.size,
  metadata: row.metadata,
});

// cinder 21.3.1 api/v3/views/snapshots.py:23-38
const detail = (call: Call, row: Snapshot): unknown => ({
  ...summary(call, row),
  ...(call.minor >= 14 && { group_snapshot_id: row.groupSnapshotId }),
  ...(call.minor >= 41 && { user_id: row.userId }),
  ...(call.minor >= 65 && { consumes_quota: true }),
  "os-extended-snapshot-attributes:project_id": row.projectId,
  "os-extended-snapshot-attributes:progress": row.progress,
});
