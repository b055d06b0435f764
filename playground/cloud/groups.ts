import { type Call, param, type Reply, type Route } from "./call.ts";
import { createGroupFromSource } from "./create-group-from-source.ts";
import { deleteGroup } from "./delete-group.ts";
import { findGroup } from "./find.ts";
import { filtersOf, page, rejectInvalidFilters, visibleTo } from "./listing.ts";
import type { Group, Volume } from "./rows.ts";
import { stamp } from "./stamp.ts";

/** Groups are seeded, or made from a group snapshot. Microversion 3.13. */
export const groupRoutes: readonly Route[] = [
  { method: "POST", path: "groups/action", since: 14, handle: createGroupFromSource },
  { method: "POST", path: "groups/:id/action", since: 13, handle: deleteGroup },
  { method: "GET", path: "groups", since: 13, handle: (call) => list(call, summary) },
  { method: "GET", path: "groups/detail", since: 13, handle: (call) => list(call, detail) },
  {
    method: "GET",
    path: "groups/:id",
    since: 13,
    handle: (call) => ({ status: 200, body: { group: detail(call, findGroup(call, param(call, "id"))) } }),
  },
];

// cinder 21.3.1 api/v3/groups.py:148-181; the only filter of a plain user is the name.
function list(call: Call, view: (call: Call, group: Group) => unknown): Reply {
  const filters = filtersOf(call, "list_volume");
  if (call.minor >= 31) rejectInvalidFilters(call, filters, ["name"]);
  const name = filters.get("name");
  const all = [...call.state.groups.values()].filter(visibleTo(call, "any value"));
  const { rows, links } = page(
    call,
    all.filter((group) => name === undefined || group.name === name),
    "groups",
    "Group",
  );
  const groups = rows.map((group) => view(call, group));
  return { status: 200, body: links === undefined ? { groups } : { groups, group_links: links } };
}

const summary = (_call: Call, group: Group): unknown => ({ id: group.id, name: group.name });

// cinder 21.3.1 api/v3/views/groups.py:48-87
function detail(call: Call, group: Group): unknown {
  const withVolumes = /^(1|t|true|on|y|yes)$/i.test(call.query.get("list_volume") ?? "");
  const members = (): Volume[] =>
    [...call.state.volumes.values()].filter((volume) => volume.groupId === group.id);
  return {
    id: group.id,
    status: group.status,
    availability_zone: "nova",
    created_at: stamp(group.createdAt),
    name: group.name,
    description: group.description,
    group_type: group.groupTypeId,
    volume_types: group.volumeTypeIds,
    ...(call.minor >= 14 && { group_snapshot_id: group.groupSnapshotId ?? null, source_group_id: null }),
    ...(call.minor >= 25 && withVolumes && { volumes: members().map(({ id }) => id) }),
    ...(call.minor >= 38 && { replication_status: "disabled" }),
    ...(call.minor >= 58 && call.actor.isAdmin && { project_id: group.projectId }),
  };
}
