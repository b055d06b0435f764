import type { Call } from "./call.ts";
import { notFound } from "./refusal.ts";
import type { Group, GroupSnapshot, Snapshot, Volume } from "./rows.ts";

/** Rows by id as the caller may see them: an administrator sees those of every project. */
export const findVolume = (call: Call, id: string): Volume => find(call, call.state.volumes, "Volume", id);
export const findGroup = (call: Call, id: string): Group => find(call, call.state.groups, "Group", id);
export const findSnapshotById = (call: Call, id: string): Snapshot =>
  find(call, call.state.snapshots, "Snapshot", id);
export const findGroupSnapshot = (call: Call, id: string): GroupSnapshot =>
  find(call, call.state.groupSnapshots, "GroupSnapshot", id);

function find<T extends { readonly projectId: string }>(
  { actor }: Call,
  rows: ReadonlyMap<string, T>,
  kind: string,
  id: string,
): T {
  const row = rows.get(id);
  if (row === undefined || !(actor.isAdmin || row.projectId === actor.projectId)) {
    throw notFound(`${kind} ${id} could not be found.`);
  }
  return row;
}
