import type { Random } from "./random.ts";
import { attach, attachOwn, protectMember, snapshotOf, volumeOf } from "./random-world.ts";
import {
  CLOUD,
  HOUR,
  membersIn,
  OTHER_SERVER,
  RECOVERY_SERVER,
  type SmallWorld,
  volumesIn,
  type WorldGroup,
  type WorldServer,
  type WorldSet,
  type WorldVolume,
} from "./small-world.ts";

/** Something happens in the cloud or in the store that has nothing to do with the clean-up. */
export function happen(world: SmallWorld, random: Random): void {
  const [sets, volumes] = [[...world.sets.values()], [...world.volumes.values()]];
  const [groups, servers] = [[...world.groups.values()], [...world.servers.values()]];
  const what = random.upTo(5);
  if (what === 0 && sets.length > 0) toSet(world, random, random.pick(sets));
  else if (what <= 2 && volumes.length > 0) toVolume(world, random, random.pick(volumes));
  else if (what === 3 && groups.length > 0) toGroup(world, random, random.pick(groups));
  else if (what === 4 && servers.length > 0) toServer(world, random, random.pick(servers));
  else toStore(world, random);
}

function toSet(world: SmallWorld, random: Random, set: WorldSet): void {
  const [member] = membersIn(world, set.id);
  switch (random.upTo(5)) {
    case 0:
      protectMember(world, set);
      return;
    case 1:
      volumeOf(world, random, set);
      return;
    case 2: {
      const id = `group-${random.name()}`;
      const [name, status, createdAt] = ["mine", "creating", world.now];
      const truth = { madeBy: undefined };
      world.groups.set(id, { id, name, status, groupSnapshotId: set.id, createdAt, truth });
      return;
    }
    case 3:
      set.status = set.status === "error" ? "available" : "error";
      return;
    case 4:
      if (member !== undefined) member.metadata = { ...member.metadata, "freezeframe:point": "orders-2" };
      return;
    default:
      if (member !== undefined) member.status = member.status === "error" ? "available" : "error";
  }
}

function toVolume(world: SmallWorld, random: Random, volume: WorldVolume): void {
  switch (random.upTo(7)) {
    case 0:
      volume.name = `${volume.name}-renamed`;
      return;
    case 1:
      volume.metadata = {};
      volume.name = "in use";
      return;
    case 2:
      attach(world, volume, OTHER_SERVER);
      return;
    case 3:
      if (!volume.servers.includes(RECOVERY_SERVER)) attach(world, volume, RECOVERY_SERVER);
      return;
    case 4:
      volume.metadata = { ...volume.metadata, "freezeframe:protected": "" };
      return;
    case 5:
      snapshotOf(world, random, volume);
      return;
    case 6:
      volume.metadata = { ...volume.metadata, keep: "please" };
      return;
    default:
      volume.status = volume.status === "backing-up" ? "error" : "backing-up";
  }
}

function toGroup(world: SmallWorld, random: Random, group: WorldGroup): void {
  const [volume] = volumesIn(world, group.id);
  switch (random.upTo(3)) {
    case 0: {
      const id = `vol-${random.name()}`;
      world.volumes.set(id, {
        ...{ id, name: "mine", status: "available", gib: 1, snapshotId: undefined, groupId: group.id },
        ...{ metadata: {}, servers: [], createdAt: world.now, counts: true },
        truth: { madeBy: undefined },
      });
      return;
    }
    case 1: {
      const id = `set-${random.name()}`;
      const truth = { madeBy: undefined };
      const [name, status, createdAt] = ["mine", "available", world.now];
      world.sets.set(id, { id, name, groupId: group.id, status, createdAt, truth });
      return;
    }
    case 2:
      group.status = group.status === "error" ? "available" : "error";
      return;
    default:
      if (volume !== undefined) toVolume(world, random, volume);
  }
}

function toServer(world: SmallWorld, random: Random, server: WorldServer): void {
  switch (random.upTo(3)) {
    case 0:
      server.metadata = { ...server.metadata, "freezeframe:protected": "" };
      return;
    case 1:
      server.name = "mine";
      return;
    case 2:
      attachOwn(world, random, server);
      return;
    default:
      server.status = server.status === "ACTIVE" ? "SHUTOFF" : "ACTIVE";
  }
}

function toStore(world: SmallWorld, random: Random): void {
  const [sets, restores] = [[...world.sets.values()], [...world.restores.values()]];
  const runs = [...world.runs.keys()];
  switch (random.upTo(3)) {
    case 0:
      // A parked run is taken up by the version that knows it.
      if (runs.length > 0) world.runs.set(random.pick(runs), "live");
      return;
    case 1: {
      const set = sets.length > 0 ? random.pick(sets) : undefined;
      if (set?.truth.madeBy === undefined) return;
      const id = `point-${set.id}`;
      world.points.set(id, { id, runId: set.truth.madeBy, setId: set.id, cloud: CLOUD });
      return;
    }
    case 2: {
      const made = restores.length > 0 ? random.pick(restores) : undefined;
      if (made === undefined) return;
      made.state = "kept";
      made.expiresAt = world.now + 100 * HOUR;
      return;
    }
    default: {
      const things = [...world.sets.values(), ...world.volumes.values(), ...world.groups.values()];
      if (things.length > 0) world.protect.add(random.pick(things).id);
    }
  }
}
