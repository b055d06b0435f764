import { restoredName } from "#domain/restore/names.ts";
import {
  restoredMetadata,
  restoredServerText,
  restoredStampText,
  signedRestoredMetadata,
} from "#domain/restore/restored-stamp.ts";
import type { Random } from "./random.ts";
import {
  APPLICATION,
  CLOUD,
  emptyWorld,
  HOUR,
  INSTANCE,
  membersIn,
  OTHER_SERVER,
  RECOVERY_SERVER,
  type SmallWorld,
  sign,
  type WorldRestore,
  type WorldServer,
  type WorldSet,
  type WorldVolume,
} from "./small-world.ts";

/** A project with things of ours in all states, things of others, and things of others that look like ours. */
export function randomWorld(random: Random): SmallWorld {
  const world = emptyWorld();
  world.twins = random.chance(0.5);
  for (let count = random.upTo(4); count > 0; count -= 1) ourSet(world, random);
  for (let count = random.upTo(3); count > 0; count -= 1) strangeSet(world, random);
  for (let count = random.upTo(3); count > 0; count -= 1) restore(world, random);
  for (let count = random.upTo(4); count > 0; count -= 1) strangeVolume(world, random);
  if (random.chance(0.1)) strangeGroup(world, random);
  for (const thing of [...world.sets.values(), ...world.volumes.values(), ...world.groups.values()])
    if (random.chance(0.04))
      world.protect.add(random.chance(0.5) || thing.name === "" ? thing.id : thing.name);
  return world;
}

const ours = (madeBy: string) => ({ madeBy });
const theirs = () => ({ madeBy: undefined });

function run(world: SmallWorld, random: Random, startedAt: number): string {
  const id = `r-${random.name()}`;
  const state = random.chance(0.8) ? "over" : "live";
  if (!random.chance(0.03)) world.runs.set(id, state);
  if (state === "over") world.ends.set(id, startedAt + 60_000);
  return id;
}

export function ourSet(world: SmallWorld, random: Random): void {
  const createdAt = world.now - random.upTo(200) * 60_000;
  const runId = run(world, random, createdAt);
  const token = random.name();
  const name = `ff/${INSTANCE}/${APPLICATION}/${runId}/${token}`;
  if (!random.chance(0.08)) world.holds.set(token, { application: APPLICATION, runId, openedAt: createdAt });
  const status = random.pick(["error", "error", "available", "creating", "deleting"]);
  const set = addSet(world, random, { name, groupId: "group-of-orders", status, createdAt, runId });
  const isPoint = random.chance(0.25);
  const stamped = random.chance(isPoint ? 0.6 : 0.1);
  if (stamped)
    for (const member of membersIn(world, set.id))
      member.metadata = { "freezeframe:instance": INSTANCE, "freezeframe:point": "orders-1" };
  // Another entry of config.yml may lead to the same project.
  const cloud = random.pick([CLOUD, CLOUD, "prod-too"]);
  if (isPoint) world.points.set(`point-${set.id}`, { id: `point-${set.id}`, runId, setId: set.id, cloud });
  if (random.chance(0.1)) protectMember(world, set);
  if (random.chance(0.15)) volumeOf(world, random, set);
}

function strangeSet(world: SmallWorld, random: Random): void {
  const [held, hold] = [...world.holds].find(([, { openedAt }]) => world.now - openedAt > 10 * 60_000) ?? [];
  const name = random.pick([
    "nightly",
    "",
    `ff/there/${APPLICATION}/r-x/${random.name()}`,
    `ff/${INSTANCE}/${APPLICATION}/r-x/${random.name()}`,
    `ff/${INSTANCE}/${APPLICATION}/r-x/${held ?? "0"}`,
    // The exact name of a set of ours: everybody in the project can read it.
    `ff/${INSTANCE}/${APPLICATION}/${hold?.runId ?? "r-x"}/${held ?? "0"}`,
    `ff/${INSTANCE}/${APPLICATION}`,
    `ff-${INSTANCE}`,
  ]);
  const groupId = random.pick(["group-of-orders", "group-of-somebody"]);
  const status = random.pick(["error", "available", "creating"]);
  world.runs.set("r-x", "over");
  const set = addSet(world, random, { name, groupId, status, createdAt: world.now });
  if (random.chance(0.3))
    for (const member of membersIn(world, set.id)) member.metadata = { "freezeframe:instance": "there" };
}

function addSet(
  world: SmallWorld,
  random: Random,
  given: { name: string; groupId: string; status: string; createdAt: number; runId?: string },
): WorldSet {
  const { runId, ...rest } = given;
  const set = { id: `set-${random.name()}`, ...rest, truth: runId === undefined ? theirs() : ours(runId) };
  world.sets.set(set.id, set);
  for (const volumeId of ["source-data", "source-wal"].slice(0, 1 + random.upTo(1))) {
    const status = set.status === "error" ? random.pick(["error", "available", "deleted"]) : set.status;
    const id = `snap-${random.name()}`;
    world.snapshots.set(id, {
      ...{ id, name: set.name, volumeId, groupSnapshotId: set.id, status, gib: 1 + random.upTo(3) },
      ...{ metadata: {}, changedAt: set.createdAt, counts: true },
    });
  }
  return set;
}

export function protectMember(world: SmallWorld, set: WorldSet): void {
  const [member] = membersIn(world, set.id);
  if (member !== undefined) member.metadata = { ...member.metadata, "freezeframe:protected": "" };
}

/** Somebody's own volume of a member. */
export function volumeOf(world: SmallWorld, random: Random, set: WorldSet): void {
  const [member] = membersIn(world, set.id);
  if (member === undefined) return;
  addVolume(world, random, { snapshotId: member.id, name: random.pick(["mine", ""]), madeBy: undefined });
}

interface NewVolume {
  readonly name: string;
  readonly madeBy: string | undefined;
  readonly snapshotId?: string;
  readonly groupId?: string;
  readonly createdAt?: number;
}

function addVolume(world: SmallWorld, random: Random, given: NewVolume): WorldVolume {
  const { name, madeBy, snapshotId, groupId, createdAt = world.now - random.upTo(50) * HOUR } = given;
  const volume: WorldVolume = {
    id: `vol-${random.name()}`,
    name,
    status: random.pick(["available", "available", "available", "error", "creating"]),
    gib: 1 + random.upTo(5),
    snapshotId,
    groupId,
    metadata: {},
    servers: [],
    createdAt,
    counts: true,
    truth: { madeBy },
  };
  world.volumes.set(volume.id, volume);
  return volume;
}

export const attach = (world: SmallWorld, volume: WorldVolume, server: string): void => {
  volume.servers = [...volume.servers, server];
  volume.status = "in-use";
  const to = world.servers.get(server);
  if (to !== undefined) to.volumeIds.push(volume.id);
};

/** Somebody's own volume, to a server of ours. */
export function attachOwn(world: SmallWorld, random: Random, server: WorldServer): void {
  attach(world, addVolume(world, random, { name: "mine", madeBy: undefined }), server.id);
}

export function restore(world: SmallWorld, random: Random): void {
  const startedAt = world.now - (1 + random.upTo(100)) * HOUR;
  const id = run(world, random, startedAt);
  const points = [...world.points.values()];
  const point = points.length > 0 && random.chance(0.7) ? random.pick(points) : undefined;
  const snapshotIds =
    point === undefined
      ? [`gone-${random.name()}`, `gone-${random.name()}`]
      : membersIn(world, point.setId).map((member) => member.id);
  const made: WorldRestore = {
    id,
    application: APPLICATION,
    snapshotIds,
    groupSnapshotId: point?.setId ?? "set-gone",
    point: point?.id ?? "orders-gone",
    state: random.pick(["running", "kept", "kept", "kept", "left", "gone"]),
    startedAt,
    expiresAt: world.now + (random.upTo(60) - 45) * HOUR,
    recoveryServer: random.chance(0.7) ? RECOVERY_SERVER : undefined,
  };
  if (!random.chance(0.05)) world.restores.set(id, made);
  const server = random.chance(0.25) ? bootServer(world, random, made) : undefined;
  const booted = server === undefined ? undefined : world.servers.get(server);
  if (booted !== undefined && random.chance(0.15)) attachOwn(world, random, booted);
  if (random.chance(0.35)) restoredGroup(world, random, made);
  else for (const snapshotId of snapshotIds) restoredVolume(world, random, made, snapshotId, server);
}

const stampOf = ({ id: runId, application, point, expiresAt }: WorldRestore, role: string) => ({
  ...{ instance: INSTANCE, application, runId, role, point, expiresAt },
});

function restoredVolume(
  world: SmallWorld,
  random: Random,
  made: WorldRestore,
  snapshotId: string,
  server: string | undefined,
): void {
  const role = random.name();
  const stamp = { ...stampOf(made, role), snapshotId };
  const createdAt = made.startedAt + 1_000;
  const name = restoredName(stamp);
  const volume = addVolume(world, random, { name, madeBy: made.id, snapshotId, createdAt });
  volume.metadata = random.chance(0.7)
    ? signedRestoredMetadata(stamp, sign(restoredStampText(stamp, volume.id)))
    : restoredMetadata(stamp);
  if (server !== undefined) attach(world, volume, server);
  else if (random.chance(0.4))
    attach(world, volume, random.pick([RECOVERY_SERVER, RECOVERY_SERVER, OTHER_SERVER]));
  if (random.chance(0.07)) volume.metadata["freezeframe:protected"] = "x";
  if (random.chance(0.07)) snapshotOf(world, random, volume);
  if (random.chance(0.15)) copyOf(world, random, volume);
}

/** Somebody else's, with our name and our metadata. */
function copyOf(world: SmallWorld, random: Random, volume: WorldVolume): void {
  const { name, snapshotId } = volume;
  const made = random.chance(0.5) && snapshotId !== undefined ? { snapshotId } : {};
  // Long after the run was over.
  const copy = addVolume(world, random, { name, madeBy: undefined, createdAt: world.now, ...made });
  copy.metadata = { ...volume.metadata };
}

/** A snapshot that somebody has taken of it. */
export function snapshotOf(world: SmallWorld, random: Random, volume: WorldVolume): void {
  const id = `snap-${random.name()}`;
  world.snapshots.set(id, {
    ...{ id, name: "mine", volumeId: volume.id, groupSnapshotId: undefined, status: "available" },
    ...{ gib: volume.gib, metadata: {}, changedAt: world.now, counts: true },
  });
}

function restoredGroup(world: SmallWorld, random: Random, made: WorldRestore): void {
  const name = `ffr/${INSTANCE}/${APPLICATION}/${made.id}/group`;
  const id = `group-${random.name()}`;
  const status = random.pick(["available", "creating", "error"]);
  const createdAt = made.startedAt + 1_000;
  const { groupSnapshotId } = made;
  world.groups.set(id, { id, name, status, groupSnapshotId, createdAt, truth: ours(made.id) });
  for (const snapshotId of made.snapshotIds) {
    const volume = addVolume(world, random, {
      name: "",
      madeBy: made.id,
      snapshotId,
      groupId: id,
      createdAt,
    });
    if (random.chance(0.15)) attach(world, volume, random.pick([RECOVERY_SERVER, OTHER_SERVER]));
  }
  if (random.chance(0.1)) addVolume(world, random, { name: "mine", madeBy: undefined, groupId: id });
}

function bootServer(world: SmallWorld, random: Random, made: WorldRestore): string {
  const stamp = { ...stampOf(made, "server"), snapshotId: "" };
  const id = `server-${random.name()}`;
  world.servers.set(id, {
    ...{ id, name: restoredName(stamp), status: random.pick(["ACTIVE", "ERROR", "SHUTOFF"]) },
    metadata: signedRestoredMetadata(stamp, sign(restoredServerText(stamp))),
    volumeIds: [],
    truth: ours(made.id),
  });
  return id;
}

function strangeVolume(world: SmallWorld, random: Random): void {
  const [known] = world.restores.keys();
  const name = random.pick([
    "data",
    "",
    `ffr/${INSTANCE}/${APPLICATION}`,
    `ffr/${INSTANCE}/${APPLICATION}/${known ?? "r-y"}/data`,
    `ffr/there/${APPLICATION}/${known ?? "r-y"}/data`,
  ]);
  const volume = addVolume(world, random, { name, madeBy: undefined });
  if (random.chance(0.2)) volume.metadata = { "freezeframe:instance": INSTANCE };
  if (random.chance(0.1)) volume.metadata = { "freezeframe:restore": known ?? "r-y" };
}

/** Of the name of a group that a restore of ours could have made, from the same set, by somebody, later. */
function strangeGroup(world: SmallWorld, random: Random): void {
  const [made] = world.restores.values();
  if (made === undefined) return;
  const id = `group-${random.name()}`;
  const name = `ffr/${INSTANCE}/${APPLICATION}/${made.id}/group`;
  const { groupSnapshotId } = made;
  world.groups.set(id, {
    ...{ id, name, status: "available", groupSnapshotId, createdAt: world.now },
    truth: theirs(),
  });
}
