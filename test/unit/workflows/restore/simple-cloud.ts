import { DomainError } from "#domain/errors.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import type { RestoreCloudPort, RestoredGroup, RestoredVolume } from "#workflows/restore-cloud-port.ts";
import { point, source } from "../../domain/restore/restorable.ts";

/** A cloud in memory in which things take a few looks to come and go, as in the real one. */
export interface SimpleCloud {
  readonly port: CloudPort;
  readonly volumes: Map<string, Kept>;
  readonly groups: Map<string, Kept & RestoredGroup>;
  /** Every change that was asked for, in words. */
  readonly asked: string[];
  /** What was written on member snapshots, oldest first. */
  readonly stamps: Readonly<Record<string, string>>[];
  /** What goes wrong. */
  readonly faults: Faults;
}

interface Faults {
  /** Before a request is carried out, by its words: may throw, or wait for ever. */
  before?: (what: string) => Promise<void> | void;
  /** The request is carried out and its answer is lost. */
  lost?: (what: string) => boolean;
  /** Cinder says `available` of a volume that has nothing behind it. */
  hollow?: (role: string) => boolean;
  failed?: (role: string) => boolean;
  /** Is `creating` for ever. */
  stuck?: (role: string) => boolean;
  wrongSize?: (role: string) => boolean;
}

type Kept = { -readonly [K in keyof RestoredVolume]: RestoredVolume[K] } & { looks: number; hollow: boolean };

const LOOKS = 2;
const SERVER = "server-recovery-1";

export function simpleCloud(): SimpleCloud {
  const volumes = new Map<string, Kept>();
  const groups = new Map<string, Kept & RestoredGroup>();
  const asked: string[] = [];
  const stamps: Readonly<Record<string, string>>[] = [];
  const faults: Faults = {};
  let ids = 0;

  const request = async (what: string): Promise<boolean> => {
    await faults.before?.(what);
    asked.push(what);
    return faults.lost?.(what) === true;
  };
  const settle = (all: Map<string, Kept>) => {
    for (const one of all.values()) {
      one.looks -= 1;
      if (one.looks > 0) continue;
      if (one.status === "creating") one.status = "available";
      if (one.status === "deleting") all.delete(one.id);
    }
  };
  const look = () => {
    settle(volumes);
    settle(groups);
  };
  const newVolume = (snapshotId: string, change: Partial<Kept>): Kept => {
    const role = snapshotId.replace("snapshot-", "");
    ids += 1;
    const volume: Kept = {
      id: `new-${ids}`,
      name: "",
      status: faults.failed?.(role) === true ? "error" : "creating",
      sizeGib: faults.wrongSize?.(role) === true ? 11 : 10,
      volumeType: "tier1",
      snapshotId,
      bootable: false,
      encrypted: false,
      availabilityZone: "nova",
      attachments: [],
      metadata: {},
      looks: faults.stuck?.(role) === true ? Number.POSITIVE_INFINITY : LOOKS,
      hollow: faults.hollow?.(role) === true,
      ...change,
    };
    volumes.set(volume.id, volume);
    return volume;
  };
  const shown = ({ looks: _l, hollow: _h, ...volume }: Kept): RestoredVolume => ({ ...volume });
  const listed = (which: (volume: Kept) => boolean) => {
    look();
    return [...volumes.values()].filter(which).map(shown);
  };

  type OfSnapshots = "showGroupSnapshot" | "membersOf" | "setSnapshotMetadata" | "declared" | "name";
  const port: RestoreCloudPort & Pick<CloudPort, OfSnapshots> = {
    name: "prod",
    declared: [],
    showGroupSnapshot: async (id) => ({ id, name: "n", groupId: "group", status: "available" }),
    membersOf: async () => [],
    setSnapshotMetadata: async (id, metadata) => {
      await faults.before?.(`stamp ${id}`);
      stamps.push(metadata);
    },
    snapshotOf: async (id) => ({
      id,
      volumeId: id.replace("snapshot", "volume"),
      status: "available",
      size: 10,
      metadata: {},
    }),
    volumeById: async (id) => {
      if (id.startsWith("volume-"))
        return { ...source(id.slice(7)), name: id, status: "in-use", attachments: [], metadata: {} } as never;
      return listed((volume) => volume.id === id)[0];
    },
    groupById: async (id) => {
      look();
      return groups.get(id);
    },
    createVolumeFromSnapshot: async ({ name, snapshotId, metadata }) => {
      const lost = await request(`create ${name}`);
      const { id } = newVolume(snapshotId, { name, metadata });
      return lost ? { kind: "unknown", reason: "the answer was lost" } : { kind: "created", id };
    },
    createGroupFromSnapshot: async ({ name, groupSnapshotId }) => {
      const lost = await request(`create ${name}`);
      ids += 1;
      const id = `group-${ids}`;
      for (const { snapshotId } of point.evidence.set.members) newVolume(snapshotId ?? "", { groupId: id });
      groups.set(id, { ...newGroup(id, name), groupSnapshotId, looks: LOOKS });
      return lost ? { kind: "unknown", reason: "the answer was lost" } : { kind: "created", id };
    },
    volumesNamed: async (prefix) => listed(({ name }) => name.startsWith(prefix)),
    volumesOfRestoredGroup: async (groupId) => listed((volume) => volume.groupId === groupId),
    groupsNamed: async (prefix) => {
      look();
      return [...groups.values()]
        .filter(({ name }) => name.startsWith(prefix))
        .map((group) => ({ ...group }));
    },
    nameVolume: async (id, { name, metadata }) => {
      await request(`name ${id}`);
      const volume = must(volumes.get(id));
      volume.name = name ?? volume.name;
      volume.metadata = { ...volume.metadata, ...metadata };
    },
    deleteVolume: async (id) => {
      await request(`delete ${id}`);
      const volume = volumes.get(id);
      if (volume === undefined) return "gone";
      if (volume.attachments.length > 0) throw new DomainError("refused", "the volume is attached");
      Object.assign(volume, { status: "deleting", looks: LOOKS });
      return "deleted";
    },
    deleteRestoredGroup: async (id) => {
      await request(`delete ${id}`);
      const group = groups.get(id);
      if (group === undefined) return "gone";
      const inside = [...volumes.values()].filter(({ groupId }) => groupId === id);
      for (const one of [group, ...inside]) Object.assign(one, { status: "deleting", looks: LOOKS });
      return "deleted";
    },
    restoreQuota: async () => ({ unread: "not in this cloud" }),
    recoveryServer: async (name) => ({
      id: SERVER,
      name,
      status: "ACTIVE",
      metadata: { "freezeframe:recovery": "yes" },
    }),
    attachVolume: async (serverId, id) => {
      const lost = await request(`attach ${id}`);
      const volume = must(volumes.get(id));
      if (volume.hollow) return { refused: "Nova began to attach it and gave up" };
      if (volume.attachments.length === 0) volume.attachments = [{ serverId, device: "/dev/vdb" }];
      volume.status = "in-use";
      return lost ? "unknown" : "attached";
    },
    attachedTo: async (serverId) =>
      listed(({ attachments }) => attachments.some((one) => one.serverId === serverId)).map(({ id }) => ({
        volumeId: id,
        device: "/dev/vdb",
      })),
    detachVolume: async (_serverId, id) => {
      await request(`detach ${id}`);
      Object.assign(must(volumes.get(id)), { attachments: [], status: "available" });
    },
  };
  // The rest of a cloud is for snapshots.
  return { port: port as CloudPort, volumes, groups, asked, stamps, faults };
}

const newGroup = (id: string, name: string): Kept & RestoredGroup => ({
  id,
  name,
  status: "creating",
  sizeGib: 0,
  volumeType: undefined,
  bootable: false,
  encrypted: false,
  availabilityZone: "",
  attachments: [],
  metadata: {},
  looks: LOOKS,
  hollow: false,
});

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new DomainError("not-found", "no such thing");
  return value;
}
