import type { CloudScan, SeenGroup, SeenSet, SeenSnapshot, SeenVolume } from "#domain/orphans/cloud-scan.ts";
import { findOrphans, type Sighting } from "#domain/orphans/find-orphans.ts";
import type { Orphan } from "#domain/orphans/orphan.ts";
import type { OrphanCloudPort, Pages } from "#workflows/orphan-cloud-port.ts";
import type { OrphanPorts } from "#workflows/orphan-ports.ts";
import { knownWorld } from "./know-world.ts";

export interface Look {
  readonly scan: CloudScan;
  readonly sighting: Sighting;
}

/**
 * Looks at one orphan as it is now, with all that its proof rests on, by the very rules that have found it: what a plan says
 * is worth nothing at the moment of the deletion. Undefined: it is not there any more.
 */
export async function lookAgain(
  planned: Orphan,
  ports: OrphanPorts,
  signal: AbortSignal,
): Promise<Look | undefined> {
  const port = ports.cloud(planned.cloud).scan;
  const at = await port.time(signal);
  const around = await lookAround(planned, port, signal);
  if (around === undefined) return undefined;
  const scan: CloudScan = { ...nothing, cloud: planned.cloud, ...around };
  const before = { applications: [], points: [], restoredIds: [] };
  return { scan, sighting: findOrphans(scan, await knownWorld(scan, { at, before }, ports)) };
}

const nothing: Omit<CloudScan, "cloud"> = {
  setIds: new Set(),
  sets: [],
  snapshots: [],
  groups: [],
  volumes: [],
  servers: [],
  // What other projects have made of a set is looked for right before its deletion.
  elsewhere: { sets: [], snapshots: [], groups: [], volumes: [] },
};

type Around = Partial<Omit<CloudScan, "cloud">>;

async function lookAround(
  planned: Orphan,
  port: OrphanCloudPort,
  signal: AbortSignal,
): Promise<Around | undefined> {
  switch (planned.kind) {
    case "group snapshot":
      return aroundSet(planned.thing, port, signal);
    case "group":
      return aroundGroup(planned.thing, port, signal);
    case "volume":
    case "attachment":
      return aroundVolume(planned.thing, port, signal);
    case "server":
      return aroundServer(planned.thing, port, signal);
    default:
      return undefined;
  }
}

/** No project may filter snapshots by their set, nor volumes by their source: both are read whole. */
async function aroundSet(
  id: string,
  port: OrphanCloudPort,
  signal: AbortSignal,
): Promise<Around | undefined> {
  const set = await port.set(id, signal);
  if (set === undefined) return undefined;
  const members = await all(
    port.snapshots({}, signal),
    ({ groupSnapshotId }: SeenSnapshot) => groupSnapshotId === id,
  );
  const ids = new Set(members.map((member) => member.id));
  const groups = await all(port.groups(signal), ({ groupSnapshotId }: SeenGroup) => groupSnapshotId === id);
  const volumes = await all(
    port.volumes({}, signal),
    ({ snapshotId }: SeenVolume) => snapshotId !== undefined && ids.has(snapshotId),
  );
  return { setIds: new Set([id]), sets: [set], snapshots: members, groups, volumes };
}

async function aroundGroup(
  id: string,
  port: OrphanCloudPort,
  signal: AbortSignal,
): Promise<Around | undefined> {
  const group = await port.group(id, signal);
  if (group === undefined) return undefined;
  const sets = await all(port.sets({ groupId: id }, signal), ({ groupId }: SeenSet) => groupId === id);
  const volumes = await all(
    port.volumes({ groupId: id }, signal),
    ({ groupId }: SeenVolume) => groupId === id,
  );
  const snapshots = (
    await Promise.all(volumes.map((volume) => all(port.snapshots({ volumeId: volume.id }, signal))))
  ).flat();
  return { groups: [group], setIds: new Set(sets.map((set) => set.id)), sets, volumes, snapshots };
}

/** With its group, where it is in one, and all that is in that: an attachment may belong to either. */
async function aroundVolume(
  id: string,
  port: OrphanCloudPort,
  signal: AbortSignal,
): Promise<Around | undefined> {
  const volume = await port.volume(id, signal);
  if (volume === undefined) return undefined;
  if (volume.groupId !== undefined) {
    const around = await aroundGroup(volume.groupId, port, signal);
    if (around !== undefined) return around;
  }
  const snapshots = await all(port.snapshots({ volumeId: id }, signal));
  return { volumes: [volume], snapshots };
}

/** With what is attached to it, and the groups of that: a volume may be the restore's by its group alone. */
async function aroundServer(
  id: string,
  port: OrphanCloudPort,
  signal: AbortSignal,
): Promise<Around | undefined> {
  const server = await port.server(id, signal);
  if (server === undefined) return undefined;
  const shown = await Promise.all(server.volumeIds.map((volumeId) => port.volume(volumeId, signal)));
  const volumes = shown.flatMap((volume) => volume ?? []);
  const groupIds = new Set(volumes.flatMap(({ groupId }) => groupId ?? []));
  const groups = await Promise.all([...groupIds].map((groupId) => port.group(groupId, signal)));
  return { servers: [server], volumes, groups: groups.flatMap((group) => group ?? []) };
}

async function all<T>(pages: Pages<T>, fits: (one: T) => boolean = () => true): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) for (const one of page) if (fits(one)) found.push(one);
  return found;
}
