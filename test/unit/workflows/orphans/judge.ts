import {
  membersIn,
  type SmallWorld,
  volumesIn,
  type WorldGroup,
  type WorldRestore,
  type WorldSet,
  type WorldVolume,
} from "./small-world.ts";

/**
 * Why this thing must not be deleted at this moment, by what is true of the world; written apart from the rules that it
 * judges, and without looking at any name. Undefined: it may go.
 */
export function crime(world: SmallWorld, kind: string, id: string, server = ""): string | undefined {
  switch (kind) {
    case "group snapshot":
      return crimeOnSet(world, id);
    case "volume":
      return crimeOnVolume(world, id);
    case "group":
      return crimeOnGroup(world, id);
    case "server":
      return crimeOnServer(world, id);
    case "attachment":
      return crimeOnAttachment(world, id, server);
    default:
      return `nobody may delete a ${kind}`;
  }
}

function crimeOnSet(world: SmallWorld, id: string): string | undefined {
  const set = world.sets.get(id);
  if (set === undefined) return undefined;
  const members = membersIn(world, id);
  if (set.truth.madeBy === undefined) return "it is not ours";
  if (world.runs.get(set.truth.madeBy) !== "over") return "its run goes on";
  if ([...world.points.values()].some(({ setId }) => setId === id)) return "it is a recorded point";
  if (members.some(({ metadata }) => "freezeframe:point" in metadata)) return "it is a point of a lost store";
  if (isProtected(world, [set, ...members])) return "it is protected";
  const ids = new Set(members.map((member) => member.id));
  if ([...world.volumes.values()].some(({ snapshotId }) => snapshotId !== undefined && ids.has(snapshotId)))
    return "a volume depends on it";
  const making = [...world.groups.values()].some(
    ({ groupSnapshotId, status }) => groupSnapshotId === id && status === "creating",
  );
  if (making) return "a group is being made from it";
  return changed(world, id, pictureOfSet(world, set));
}

function crimeOnVolume(world: SmallWorld, id: string): string | undefined {
  const volume = world.volumes.get(id);
  if (volume === undefined) return undefined;
  const crime = crimeOnRestored(world, volume.truth.madeBy) ?? crimeOnUse(world, volume);
  if (crime !== undefined) return crime;
  if (volume.groupId !== undefined) return "it is in a group";
  if (isProtected(world, [volume])) return "it is protected";
  return changed(world, id, pictureOfVolume(volume));
}

function crimeOnGroup(world: SmallWorld, id: string): string | undefined {
  const group = world.groups.get(id);
  if (group === undefined) return undefined;
  const inside = volumesIn(world, id);
  const crime =
    crimeOnRestored(world, group.truth.madeBy) ??
    inside.map((volume) => crimeOnUse(world, volume)).find((one) => one !== undefined);
  if (crime !== undefined) return crime;
  if (inside.some(({ truth }) => truth.madeBy !== group.truth.madeBy))
    return "it holds a volume that is not the restore's";
  if ([...world.sets.values()].some(({ groupId }) => groupId === id)) return "it has group snapshots";
  if (isProtected(world, [group, ...inside])) return "it is protected";
  return changed(world, id, pictureOfGroup(world, group));
}

function crimeOnServer(world: SmallWorld, id: string): string | undefined {
  const server = world.servers.get(id);
  if (server === undefined) return undefined;
  const crime = crimeOnRestored(world, server.truth.madeBy);
  if (crime !== undefined) return crime;
  if (isProtected(world, [server])) return "it is protected";
  const attached = [...world.volumes.values()].filter(({ servers }) => servers.includes(id));
  if (attached.some(({ truth }) => truth.madeBy !== server.truth.madeBy))
    return "somebody's own volume is attached to it";
  return changed(world, id, JSON.stringify(server));
}

function crimeOnAttachment(world: SmallWorld, id: string, server: string): string | undefined {
  const volume = world.volumes.get(id);
  if (volume === undefined || !volume.servers.includes(server)) return undefined;
  const crime = crimeOnRestored(world, volume.truth.madeBy);
  if (crime !== undefined) return crime;
  if (restoreOf(world, volume.truth.madeBy)?.recoveryServer !== server)
    return "somebody else has attached it";
  if ([...world.snapshots.values()].some(({ volumeId }) => volumeId === id))
    return "somebody has a snapshot of it";
  if (isProtected(world, [volume])) return "it is protected";
  return changed(world, id, pictureOfVolume(volume));
}

/** Since the scan that the plan was made of. */
const changed = ({ seen }: SmallWorld, id: string, picture: string): string | undefined =>
  seen.get(id) === picture ? undefined : "it has changed since it was scanned";

/** How all things look now, for a later judgement. */
export function look(world: SmallWorld): void {
  world.seen.clear();
  for (const set of world.sets.values()) world.seen.set(set.id, pictureOfSet(world, set));
  for (const volume of world.volumes.values()) world.seen.set(volume.id, pictureOfVolume(volume));
  for (const group of world.groups.values()) world.seen.set(group.id, pictureOfGroup(world, group));
  for (const server of world.servers.values()) world.seen.set(server.id, JSON.stringify(server));
}

const pictureOfSet = (world: SmallWorld, set: WorldSet): string =>
  JSON.stringify([set, membersIn(world, set.id)]);

/** To whom it is attached is judged by itself: a clean-up detaches before it deletes. */
const pictureOfVolume = ({ servers: _servers, status, ...volume }: WorldVolume): string =>
  JSON.stringify([volume, status === "in-use" ? "available" : status]);

const pictureOfGroup = (world: SmallWorld, group: WorldGroup): string =>
  JSON.stringify([group, volumesIn(world, group.id).map(pictureOfVolume)]);

const restoreOf = ({ restores }: SmallWorld, madeBy: string | undefined): WorldRestore | undefined =>
  madeBy === undefined ? undefined : restores.get(madeBy);

function crimeOnRestored(world: SmallWorld, madeBy: string | undefined): string | undefined {
  if (madeBy === undefined) return "it is not ours";
  const restore = restoreOf(world, madeBy);
  if (restore === undefined) return "nobody knows its restore";
  if (world.runs.get(madeBy) !== "over") return "its run goes on";
  if (restore.state === "kept" && world.now < restore.expiresAt) return "its restore is not over";
  return undefined;
}

function crimeOnUse(world: SmallWorld, volume: WorldVolume): string | undefined {
  if (volume.servers.length > 0) return "it is attached";
  const used = [...world.snapshots.values()].some(({ volumeId }) => volumeId === volume.id);
  return used ? "it has snapshots" : undefined;
}

const isProtected = (
  { protect }: SmallWorld,
  things: readonly { id: string; name: string; metadata?: Readonly<Record<string, string>> }[],
): boolean =>
  things.some(
    ({ id, name, metadata = {} }) =>
      "freezeframe:protected" in metadata || protect.has(id) || (name !== "" && protect.has(name)),
  );
