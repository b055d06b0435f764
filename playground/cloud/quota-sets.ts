import { type Call, param, type Reply, type Route } from "./call.ts";
import { badRequest, forbidden, overLimit } from "./refusal.ts";
import type { Volume } from "./rows.ts";
import type { CloudState } from "./state.ts";

/** A project's limits; with `usage=True` what is in use of them. */
export const quotaRoutes: readonly Route[] = [
  { method: "GET", path: "os-quota-sets/:project", handle: show },
];

// cinder 21.3.1 api/contrib/quotas.py:69-88: one's own project, or any for an administrator
function show(call: Call): Reply {
  const project = param(call, "project");
  if (!call.actor.isAdmin && project !== call.actor.projectId)
    throw forbidden("volume_extension:quotas:show");
  const usage = /^(1|t|true|on|y|yes)$/i.test(call.query.get("usage") ?? "");
  const entries = names(call.state).map((name) => {
    const limit = limitOf(call.state, project, name);
    return [name, usage ? { limit, in_use: inUse(call.state, project, name), reserved: 0 } : limit];
  });
  return { status: 200, body: { quota_set: { ...Object.fromEntries(entries), id: project } } };
}

/** Each member is one snapshot and its size in gigabytes, all or none (cinder 21.3.1 volume/api.py:1135-1168). */
export function reserveSnapshots(call: Call, volumes: readonly Volume[]): void {
  const { state } = call;
  const { projectId } = call.actor;
  const gigabytes = volumes.reduce((sum, volume) => sum + volume.size, 0);
  refuseGigabytes(state, projectId, gigabytes);
  const limit = limitOf(state, projectId, "snapshots");
  if (limit >= 0 && inUse(state, projectId, "snapshots") + volumes.length > limit) {
    throw overLimit(`SnapshotLimitExceeded: Maximum number of snapshots allowed (${limit}) exceeded`);
  }
}

/**
 * One volume of a group restore: it counts as a volume, and its gigabytes do not count although they are given back
 * when it goes (cinder 21.3.1 volume/flows/api/create_volume.py:683, volume/manager.py:3800). So what is in use falls
 * below the truth with each restore.
 */
export function reserveRestoredVolume(call: Call, size: number, volumeTypeId: string): void {
  const { state } = call;
  const { projectId } = call.actor;
  const limit = limitOf(state, projectId, "volumes");
  if (limit >= 0 && inUse(state, projectId, "volumes") + 1 > limit) {
    throw badRequest(`Maximum number of volumes allowed (${limit}) exceeded for quota 'volumes'.`);
  }
  drift(state, projectId, "gigabytes", -size);
  drift(state, projectId, `gigabytes_${state.volumeTypes.get(volumeTypeId)?.name}`, -size);
}

/** A volume of its own: 413 (cinder 21.3.1 quota_utils.py:90-141), gigabytes before volumes. */
export function reserveVolume(call: Call, size: number): void {
  const { state } = call;
  const { projectId } = call.actor;
  refuseGigabytes(state, projectId, size);
  const limit = limitOf(state, projectId, "volumes");
  if (limit >= 0 && inUse(state, projectId, "volumes") + 1 > limit) {
    const numbers = `Maximum number of volumes allowed (${limit}) exceeded for quota 'volumes'.`;
    throw overLimit(`VolumeLimitExceeded: ${numbers}`);
  }
}

/** Reserved and committed before anything is known to work: 400 (cinder 21.3.1 group/api.py:219-251). */
export function reserveGroup(call: Call): void {
  const { state } = call;
  const { projectId } = call.actor;
  const limit = limitOf(state, projectId, "groups");
  if (limit >= 0 && inUse(state, projectId, "groups") + 1 > limit)
    throw badRequest(`Maximum number of groups allowed (${limit}) exceeded`);
}

/** Moves Cinder's figure away from what is there. */
export function drift(state: CloudState, project: string, name: string, by: number): void {
  const figures = state.quotaDrift.get(project) ?? {};
  figures[name] = (figures[name] ?? 0) + by;
  state.quotaDrift.set(project, figures);
}

// cinder 21.3.1 quota_utils.py:90-141
function refuseGigabytes(state: CloudState, projectId: string, gigabytes: number): void {
  const limit = limitOf(state, projectId, "gigabytes");
  const consumed = inUse(state, projectId, "gigabytes");
  if (limit < 0 || consumed + gigabytes <= limit) return;
  const numbers = `Requested ${gigabytes}G, quota is ${limit}G and ${consumed}G has been consumed.`;
  const name = "VolumeSizeExceedsAvailableQuota";
  throw overLimit(`${name}: Requested volume or snapshot exceeds allowed gigabytes quota. ${numbers}`);
}

// cinder 21.3.1 quota.py: defaults of quota_volumes, quota_snapshots, quota_gigabytes, quota_groups …
const defaults: Readonly<Record<string, number>> = {
  volumes: 10,
  per_volume_gigabytes: -1,
  snapshots: 10,
  gigabytes: 1000,
  backups: 10,
  backup_gigabytes: 1000,
  groups: 10,
};

const names = (state: CloudState): string[] => [
  ...Object.keys(defaults),
  ...[...state.volumeTypes.values()].flatMap(({ name }) => [
    `volumes_${name}`,
    `gigabytes_${name}`,
    `snapshots_${name}`,
  ]),
];

const limitOf = (state: CloudState, project: string, name: string): number =>
  state.quotas.get(project)?.[name] ?? defaults[name] ?? -1;

/** Never below 0, and counted on from there (cinder 21.3.1 db/sqlalchemy/api.py:1824). */
function inUse(state: CloudState, project: string, name: string): number {
  const figure = counted(state, project, name) + (state.quotaDrift.get(project)?.[name] ?? 0);
  if (figure < 0) drift(state, project, name, -figure);
  return Math.max(0, figure);
}

function counted(state: CloudState, project: string, name: string): number {
  const [resource, ...type] = name.split("_");
  const typeName = type.join("_");
  const volumes = resource === "volumes" || resource === "gigabytes";
  const snapshots = resource === "snapshots" || resource === "gigabytes";
  let [count, size] = [0, 0];
  const add = (
    row: { readonly projectId: string; readonly size: number },
    typeId: string | undefined,
  ): void => {
    if (row.projectId !== project) return;
    if (typeName !== "" && state.volumeTypes.get(typeId ?? "")?.name !== typeName) return;
    count += 1;
    size += row.size;
  };
  if (volumes) for (const row of state.volumes.values()) add(row, row.volumeTypeId);
  if (snapshots)
    for (const row of state.snapshots.values()) add(row, state.volumes.get(row.volumeId)?.volumeTypeId);
  if (resource === "groups")
    for (const row of state.groups.values()) if (row.projectId === project) count += 1;
  return resource === "gigabytes" ? size : count;
}
