import { type Call, param, type Reply, type Route } from "./call.ts";
import { createGroupSnapshot } from "./create-group-snapshot.ts";
import { findGroupSnapshot } from "./find.ts";
import { filtersOf, page, rejectInvalidFilters, visibleTo } from "./listing.ts";
import { badRequest, forbidden } from "./refusal.ts";
import type { GroupSnapshot } from "./rows.ts";
import { stamp } from "./stamp.ts";
import { deleteOnBackend } from "./volume-manager.ts";

/** Microversion 3.14; a list is unpaged and unfiltered below 3.29. */
export const groupSnapshotRoutes: readonly Route[] = [
  { method: "POST", path: "group_snapshots", since: 14, handle: createGroupSnapshot },
  { method: "GET", path: "group_snapshots", since: 14, handle: (call) => list(call, summary) },
  { method: "GET", path: "group_snapshots/detail", since: 14, handle: (call) => list(call, detail) },
  { method: "GET", path: "group_snapshots/:id", since: 14, handle: show },
  { method: "DELETE", path: "group_snapshots/:id", since: 14, handle: remove },
  // There is a policy for renaming, but no method (cinder 21.3.1 api/openstack/wsgi.py:853).
  { method: "PUT", path: "group_snapshots/:id", handle: noSuchAction },
  { method: "POST", path: "group_snapshots/:id/action", since: 19, handle: resetStatus },
];

function show(call: Call): Reply {
  return { status: 200, body: { group_snapshot: detail(call, find(call)) } };
}

const find = (call: Call): GroupSnapshot => findGroupSnapshot(call, param(call, "id"));

// cinder 21.3.1 api/v3/group_snapshots.py:107-147
function list(call: Call, view: (call: Call, row: GroupSnapshot) => unknown): Reply {
  const asked = call.minor >= 29 ? filtersOf(call) : new Map<string, string>();
  if (call.minor >= 31) rejectInvalidFilters(call, asked, ["name", "status", "group_id"]);
  const fits = (row: GroupSnapshot): boolean =>
    (asked.get("name") ?? row.name) === row.name &&
    (asked.get("status") ?? row.status) === row.status &&
    (asked.get("group_id") ?? row.groupId) === row.groupId;
  const all = [...call.state.groupSnapshots.values()].filter(visibleTo(call, "any value")).filter(fits);
  const { rows, links } = page(call, all, "group_snapshots", "GroupSnapshot", call.minor >= 29);
  const groupSnapshots = rows.map((row) => view(call, row));
  return {
    status: 200,
    body:
      links === undefined
        ? { group_snapshots: groupSnapshots }
        : { group_snapshots: groupSnapshots, group_snapshot_links: links },
  };
}

const summary = (_call: Call, row: GroupSnapshot): unknown => ({ id: row.id, name: row.name });

// cinder 21.3.1 api/v3/views/group_snapshots.py:50-72
const detail = (call: Call, row: GroupSnapshot): unknown => ({
  id: row.id,
  group_id: row.groupId,
  group_type_id: row.groupTypeId,
  status: row.status,
  created_at: stamp(row.createdAt),
  name: row.name,
  description: row.description,
  ...(call.minor >= 58 && call.actor.isAdmin && { project_id: row.projectId }),
});

// cinder 21.3.1 group/api.py:883-911
function remove(call: Call): Reply {
  const row = find(call);
  const isSource = [...call.state.groups.values()].some(
    ({ groupSnapshotId, status }) => groupSnapshotId === row.id && status === "creating",
  );
  if (isSource || (row.status !== "available" && row.status !== "error")) {
    const why =
      "GroupSnapshot status must be available or error, and no Group can be currently using it as source";
    throw badRequest(`Invalid GroupSnapshot: ${why} for its creation.`);
  }
  row.status = "deleting";
  for (const member of call.state.snapshots.values()) {
    if (member.groupSnapshotId === row.id) member.status = "deleting";
  }
  call.state.background.start(() => deleteOnBackend(call.state, row));
  return { status: 202 };
}

// cinder 21.3.1 api/v3/group_snapshots.py:188-221, objects/fields.py:74-87: the row alone, not its members
function resetStatus(call: Call): Reply {
  if (!call.actor.isAdmin) throw forbidden("group:reset_group_snapshot_status");
  const valid = ["error", "available", "creating", "deleting", "deleted", "updating", "error_deleting"];
  const body = call.body as { reset_status?: { status?: unknown } } | undefined;
  const status = String(body?.reset_status?.status);
  if (!valid.includes(status)) {
    const names = valid.map((name) => `'${name}'`).join(", ");
    const why = `Group snapshot status: ${status} is invalid, valid statuses are: (${names}).`;
    throw badRequest(`Invalid GroupSnapshot Status: ${why}`);
  }
  find(call).status = status;
  return { status: 202 };
}

function noSuchAction(): Reply {
  const advice = "Verify the request body and Content-Type header and try again.";
  throw badRequest(`There is no such action: update. ${advice}`);
}
