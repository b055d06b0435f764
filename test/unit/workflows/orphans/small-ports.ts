import type { EveryProject, OrphanCloudPort, Pages, Placed } from "#workflows/orphan-cloud-port.ts";
import type { OrphanPorts, OrphanRecords } from "#workflows/orphan-ports.ts";
import { crime } from "./judge.ts";
import { APPLICATION, CLOUD, INSTANCE, membersIn, type SmallWorld, sign, volumesIn } from "./small-world.ts";

/** Lists come in pages of three, as things stand when the page is read. */
async function* pages<T>(all: () => readonly T[]): Pages<T> {
  let from = 0;
  for (;;) {
    const rest = all().slice(from);
    if (from > 0 && rest.length === 0) return;
    yield structuredClone(rest.slice(0, 3));
    from += 3;
  }
}

export const smallScan = (world: SmallWorld): OrphanCloudPort => ({
  time: async () => world.now,
  sets: ({ groupId }) =>
    pages(() => [...world.sets.values()].filter((set) => groupId === undefined || set.groupId === groupId)),
  snapshots: ({ volumeId }) =>
    pages(() =>
      [...world.snapshots.values()].filter((one) => volumeId === undefined || one.volumeId === volumeId),
    ),
  groups: () => pages(() => [...world.groups.values()]),
  volumes: ({ groupId }) =>
    pages(() =>
      [...world.volumes.values()].filter((one) => groupId === undefined || one.groupId === groupId),
    ),
  servers: () => pages(() => [...world.servers.values()]),
  everyProject: async () => (world.twins ? everyProject(world) : { whyNot: "there is one project" }),
  reportedQuota: async () => ({ unread: "there is none" }),
  set: async (id) => structuredClone(world.sets.get(id)),
  group: async (id) => structuredClone(world.groups.get(id)),
  volume: async (id) => structuredClone(world.volumes.get(id)),
  server: async (id) => structuredClone(world.servers.get(id)),
});

/** An administrator's lists: in another project there is a twin of everything, with the same name, metadata and source. */
const everyProject = ({ sets, snapshots, groups, volumes }: SmallWorld): EveryProject => ({
  sets: () => pages(() => withTwins(sets)),
  snapshots: () => pages(() => withTwins(snapshots)),
  groups: () => pages(() => withTwins(groups)),
  volumes: () => pages(() => withTwins(volumes)),
});

const withTwins = <T extends { readonly id: string }>(things: ReadonlyMap<string, T>): Placed<T>[] =>
  [...things.values()].flatMap((thing) => [
    { project: undefined, thing },
    { project: "theirs", thing: { ...thing, id: `twin-${thing.id}` } },
  ]);

/** Judges each deletion at the moment at which it is asked for. */
function judged(world: SmallWorld, kind: string, id: string, server?: string): void {
  const found = id.startsWith("twin-") ? "it is another project's" : crime(world, kind, id, server);
  if (found !== undefined) throw new Error(`CRIME: ${kind} ${id} was deleted: ${found}`);
  world.deleted.push(`${kind} ${id}`);
}

/** The part of a cloud that clean-up changes; it does at once what it is asked. */
function smallCloud(world: SmallWorld) {
  return {
    name: CLOUD,
    scan: smallScan(world),
    detachVolume: async (server: string, id: string) => {
      judged(world, "attachment", id, server);
      const volume = world.volumes.get(id);
      if (volume !== undefined) volume.servers = volume.servers.filter((one) => one !== server);
      const from = world.servers.get(server);
      if (from !== undefined) from.volumeIds = from.volumeIds.filter((one) => one !== id);
    },
    deleteVolume: async (id: string) => {
      judged(world, "volume", id);
      world.volumes.delete(id);
      return "deleted" as const;
    },
    deleteRestoredGroup: async (id: string) => {
      judged(world, "group", id);
      for (const volume of volumesIn(world, id)) world.volumes.delete(volume.id);
      world.groups.delete(id);
      return "deleted" as const;
    },
    deleteServer: async (id: string) => {
      judged(world, "server", id);
      world.servers.delete(id);
      for (const volume of world.volumes.values())
        volume.servers = volume.servers.filter((one) => one !== id);
      return "deleted" as const;
    },
    deleteGroupSnapshot: async (id: string) => {
      judged(world, "group snapshot", id);
      for (const member of membersIn(world, id)) world.snapshots.delete(member.id);
      world.sets.delete(id);
      return { kind: "taken" } as const;
    },
    showGroupSnapshot: async (id: string) => world.sets.get(id),
    membersOf: async (id: string) => membersIn(world, id).map((one) => ({ ...one, size: one.gib })),
    snapshotOf: async (id: string) => world.snapshots.get(id),
    groupById: async (id: string) => world.groups.get(id) ?? { id, name: "", status: "available" },
    async *volumesFromSnapshots(ids: ReadonlySet<string>) {
      for (const volume of world.volumes.values())
        if (volume.snapshotId !== undefined && ids.has(volume.snapshotId)) yield volume;
    },
    async *groupsFromSets(ids: ReadonlySet<string>) {
      for (const group of world.groups.values())
        if (group.groupSnapshotId !== undefined && ids.has(group.groupSnapshotId)) yield group;
    },
    groupsNamed: async () => [...world.groups.values()],
    volumesNamed: async (prefix: string) =>
      [...world.volumes.values()].filter(({ name }) => name.startsWith(prefix)),
    volumesOfRestoredGroup: async () => [],
    findGroup: async () => ({ id: "group-of-orders", name: APPLICATION }),
    volumesOfGroup: async () => [{ id: "source-data" }, { id: "source-wal" }],
  };
}

export function smallPorts(world: SmallWorld): OrphanPorts {
  const clock = { now: () => world.now, monotonic: () => performance.now() };
  const application = {
    application: APPLICATION,
    cloud: CLOUD,
    group: { name: APPLICATION, volumes: [] },
    approve: [],
  };
  const pointOf = (id: string) => {
    const point = world.points.get(id);
    if (point === undefined) return undefined;
    const members = membersIn(world, point.setId).map(({ id: snapshotId, volumeId }) => ({
      snapshotId,
      volumeId,
    }));
    return {
      id,
      application: APPLICATION,
      cloud: point.cloud,
      groupId: "group-of-orders",
      groupSnapshotId: point.setId,
      createdAt: 0,
      evidence: { set: { members } },
    };
  };
  return {
    clock,
    instance: INSTANCE,
    application: () => application,
    applications: () => [application],
    cloud: () => smallCloud(world),
    records: {
      points: async () => [...world.points.keys()].map(pointOf),
      point: async (id: string) => pointOf(id),
      pointOfRun: async (runId: string) => [...world.points.values()].find((one) => one.runId === runId)?.id,
      newestPoint: async () => undefined,
    },
    restores: {
      save: async ({ id, state }: { id: string; state: "gone" }) => {
        const restore = world.restores.get(id);
        if (restore !== undefined) restore.state = state;
      },
      open: async () => [],
      get: async (id: string) => {
        const restore = world.restores.get(id);
        if (restore === undefined) return undefined;
        const { application: of, snapshotIds, groupSnapshotId, point, recoveryServer, expiresAt } = restore;
        return {
          ...restore,
          application: of,
          plan: {
            cloud: CLOUD,
            point: { id: point, groupSnapshotId },
            volumes: snapshotIds.map((snapshotId) => ({ snapshotId })),
            ttlMs: 0,
            onFailure: "tear down",
            ...(recoveryServer === undefined ? {} : { server: { id: recoveryServer } }),
          },
          report: { expiresAt },
        };
      },
    },
    adoptions: { storeFrom: async () => 0 },
    sign,
    limits: { creatingIsLeftoverMs: 600_000 },
    orphans: {
      clouds: () => [CLOUD],
      records: smallRecords(world),
      runFate: async (id: string) => {
        const state = world.runs.get(id);
        return state === "over" ? { state, endedAt: world.ends.get(id) } : state && { state };
      },
      protect: [...world.protect],
      limits: { graceMs: 0, blastCap: 1_000, scanEveryMs: 10 ** 12, deleteWithinMs: 60_000, pollMs: 0 },
    },
    // What is not here is not asked for.
  } as unknown as OrphanPorts;
}

function smallRecords({ records, holds }: SmallWorld): Partial<OrphanRecords> {
  return {
    hold: async (token) => holds.get(token) as never,
    list: async () => [...records.values()],
    get: async (id) => records.get(id),
    save: async (record, expected) => {
      records.set(record.orphan.id, { record, version: expected === "absent" ? 1 : expected + 1 });
      return true;
    },
    remove: async (id) => void records.delete(id),
    scans: async () => [{ cloud: CLOUD, endedAt: 10 ** 12 }] as never,
  };
}
