import type { SimulatedApplication } from "../../playground/applications.ts";
import type { Group, GroupSnapshot, Snapshot, Volume } from "../../playground/cloud/rows.ts";
import type { CloudSeed } from "../../playground/cloud/seed.ts";
import { cloudSeed, type Passwords, uuidOf } from "../../playground/world-seed.ts";

/** How many of each there are; those of the application come on top. */
export const crowd = { groups: 5_000, sets: 20_000, snapshots: 100_000, volumes: 100_000 } as const;

/** So many volumes are in a group, and so many snapshots in a set. */
const MEMBERS = 5;
/** One set in so many says by its name that it is ours: a scan keeps it with its members, and asks the store about it. */
const OURS = 100;
/** Between two things of a kind that were made one after another. */
const APART_MS = 1_700;

/** The one application that is protected there. */
export const application: SimulatedApplication = {
  name: "orders-db",
  pool: "atomic",
  servers: ["orders-db-1"],
  volumes: [{ role: "data", name: "orders-db-data", server: "orders-db-1", mount: "/srv/data" }],
  stages: [[{ kind: "fsfreeze", server: "orders-db-1", roles: ["data"] }]],
  checks: [{ kind: "filesystem" }],
};

/** A project that many people and tools have worked in for years. Everything is as a list of the real Cinder shows it. */
export function crowdedSeed(passwords: Passwords): CloudSeed {
  const seed = cloudSeed([application], { atomicMs: 60, memberMs: 60 }, passwords);
  const [example] = seed.volumes;
  if (example === undefined) throw new Error("the application has no volume");
  const many: Crowded = {
    projectId: example.projectId,
    userId: example.userId,
    typeId: example.volumeTypeId,
  };
  const groupTypeId = seed.groups[0]?.groupTypeId ?? "";
  return {
    ...seed,
    groups: [...seed.groups, ...times(crowd.groups, (index) => group(index, groupTypeId, many))],
    volumes: [...seed.volumes, ...times(crowd.volumes, (index) => volume(index, example, many))],
    groupSnapshots: times(crowd.sets, (index) => set(index, groupTypeId, many)),
    snapshots: times(crowd.snapshots, (index) => snapshot(index, many)),
    quotas: { [example.projectId]: { volumes: -1, snapshots: -1, gigabytes: -1, groups: -1 } },
  };
}

interface Crowded {
  readonly projectId: string;
  readonly userId: string;
  readonly typeId: string;
}

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const at = (index: number): number => Date.UTC(2024, 0, 1) + index * APART_MS;
const groupOf = (index: number): string => uuidOf(`crowd group ${index % crowd.groups}`);

const group = (index: number, groupTypeId: string, { projectId, typeId }: Crowded): Group => ({
  id: groupOf(index),
  name: `team-${index}`,
  description: `Everything of service ${index}`,
  status: "available",
  groupTypeId,
  volumeTypeIds: [typeId],
  projectId,
  createdAt: at(index),
});

/** The first ones are in groups; of three volumes two are attached. */
function volume(index: number, example: Volume, { projectId, userId }: Crowded): Volume {
  const isAttached = index % 3 !== 0;
  return {
    ...example,
    id: uuidOf(`crowd volume ${index}`),
    name: `service-${index % crowd.groups}-disk-${Math.floor(index / crowd.groups)}`,
    status: isAttached ? "in-use" : "available",
    size: 10 + (index % 90),
    groupId: index < crowd.groups * MEMBERS ? groupOf(index) : null,
    createdAt: at(index),
    updatedAt: at(index + 1),
    attachments: isAttached
      ? [
          {
            attachmentId: uuidOf(`crowd attachment ${index}`),
            serverId: uuidOf(`crowd server ${index}`),
            device: "/dev/vdb",
            attachedAt: at(index),
          },
        ]
      : [],
    metadata: index % 2 === 0 ? { owner: `team-${index % 50}`, tier: "gold", backup: "nightly" } : {},
    projectId,
    userId,
  };
}

const set = (index: number, groupTypeId: string, { projectId }: Crowded): GroupSnapshot => ({
  id: uuidOf(`crowd set ${index}`),
  name: setName(index),
  description: null,
  groupId: groupOf(index),
  groupTypeId,
  projectId,
  status: "available",
  createdAt: at(index),
});

const setName = (index: number): string =>
  index % OURS === 0
    ? `ff/playground/${application.name}/r-${index}/${index.toString(16).padStart(12, "0")}`
    : `nightly-${index}`;

/** Member `n` of a set is of volume `n` of its group. */
function snapshot(index: number, { projectId, userId }: Crowded): Snapshot {
  const ofSet = index % crowd.sets;
  const member = Math.floor(index / crowd.sets);
  return {
    id: uuidOf(`crowd snapshot ${index}`),
    name: setName(ofSet),
    description: "",
    volumeId: uuidOf(`crowd volume ${(ofSet % crowd.groups) + member * crowd.groups}`),
    groupSnapshotId: uuidOf(`crowd set ${ofSet}`),
    projectId,
    userId,
    size: 10 + (index % 90),
    status: "available",
    progress: "100%",
    metadata: {},
    createdAt: at(index),
    updatedAt: at(index + 1),
    content: 0,
  };
}
