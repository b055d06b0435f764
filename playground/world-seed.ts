import { createHash } from "node:crypto";
import type { SimulatedApplication, SimulatedVolume } from "./applications.ts";
import type { Group, Server, Volume } from "./cloud/rows.ts";
import type { CloudSeed } from "./cloud/seed.ts";
import type { RecoveryServerSeed } from "./guest/recovery/seed.ts";
import type { GuestSeed, MariadbSeed, MountSeed, PostgresqlSeed } from "./guest/seed.ts";

export interface Timing {
  /** How long the atomic pool takes for a group. */
  readonly atomicMs: number;
  /** How long the looping pool takes for each member. */
  readonly memberMs: number;
}

export interface Passwords {
  readonly reader: string;
  readonly applicationCredential: string;
}

/** Runs no application: restored volumes are attached to it. */
export const recoveryServer = "recovery-1";

export const recoverySeed: RecoveryServerSeed = {
  server: recoveryServer,
  postgresql: [15],
  mariadb: "10.11",
  glibc: "2.36",
  icu: "72.1",
};

const projectId = hex("project demo");
const adminProjectId = hex("project admin");
const botId = hex("user freezeframe");

/** A stable UUID for a name, so that ids are the same in every run of the playground. */
export function uuidOf(name: string): string {
  const text = hex(name);
  return [
    text.slice(0, 8),
    text.slice(8, 12),
    `4${text.slice(13, 16)}`,
    `8${text.slice(17, 20)}`,
    text.slice(20),
  ].join("-");
}

/** 32 hexadecimal digits, as Keystone's ids are. */
function hex(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 32);
}

export function cloudSeed(
  applications: readonly SimulatedApplication[],
  timing: Timing,
  passwords: Passwords,
): CloudSeed {
  const createdAt = Date.now();
  return {
    projects: [
      { id: projectId, name: "demo" },
      { id: adminProjectId, name: "admin" },
    ],
    users: [
      {
        id: botId,
        name: "freezeframe",
        password: passwords.reader,
        roles: { [projectId]: ["member", "reader"] },
      },
      {
        id: hex("user reader"),
        name: "freezeframe-reader",
        password: passwords.reader,
        roles: { [adminProjectId]: ["admin", "member", "reader"] },
      },
    ],
    applicationCredentials: [
      {
        id: hex("application credential"),
        name: "freezeframe",
        secret: passwords.applicationCredential,
        userId: botId,
        projectId,
        roles: ["member"],
      },
    ],
    groupTypes: [
      {
        id: uuidOf("group type atomic"),
        name: "crash-consistent-tier1",
        description: null,
        specs: { consistent_group_snapshot_enabled: "<is> True" },
      },
      { id: uuidOf("group type looping"), name: "plain", description: null, specs: {} },
    ],
    volumeTypes: [
      {
        id: uuidOf("volume type atomic"),
        name: "tier1",
        description: null,
        extraSpecs: { volume_backend_name: "atomic", consistent_group_snapshot_enabled: "<is> True" },
      },
      {
        id: uuidOf("volume type looping"),
        name: "tier2",
        description: null,
        extraSpecs: { volume_backend_name: "looping" },
      },
    ],
    pools: [
      { ...pool, name: "playground@atomic#pool", kind: "atomic", copyMs: timing.atomicMs },
      { ...pool, name: "playground@looping#pool", kind: "looping", copyMs: timing.memberMs },
    ],
    groups: applications.map((application) => group(application, createdAt)),
    servers: [
      ...applications.flatMap(({ servers }) => servers.map((name) => server(name, createdAt))),
      { ...server(recoveryServer, createdAt), metadata: { "freezeframe:recovery": "yes" } },
    ],
    flavors: [{ id: "2", name: "recovery", vcpus: 1, ram: 512, disk: 10 }],
    images: [
      {
        id: uuidOf("image recovery"),
        name: "recovery",
        status: "active",
        min_disk: 2,
        min_ram: 0,
        freezeframe_postgresql: recoverySeed.postgresql.join(","),
        freezeframe_glibc: recoverySeed.glibc,
        freezeframe_icu: recoverySeed.icu ?? "",
      },
    ],
    networks: [{ id: uuidOf("network restores"), name: "restores" }],
    volumes: applications.flatMap((application) => volumes(application, createdAt)),
    quotas: { [projectId]: { volumes: 100, snapshots: 1_000, gigabytes: 10_000 } },
  };
}

const pool = { vendor: "Playground (simulated)", driverVersion: "1.0", protocol: "simulated" } as const;

/** What `clouds.yaml` needs to reach {@link cloudSeed}. */
export const identities = {
  applicationCredentialId: hex("application credential"),
  readerUser: "freezeframe-reader",
  readerProject: "admin",
} as const;

const group = (application: SimulatedApplication, createdAt: number): Group => ({
  id: uuidOf(`group ${application.name}`),
  name: application.name,
  description: null,
  status: "available",
  groupTypeId: uuidOf(`group type ${application.pool}`),
  volumeTypeIds: [uuidOf(`volume type ${application.pool}`)],
  projectId,
  createdAt,
});

const server = (name: string, createdAt: number): Server => ({
  id: uuidOf(`server ${name}`),
  name,
  status: "ACTIVE",
  projectId,
  userId: botId,
  imageId: uuidOf("image"),
  powerState: 1,
  createdAt,
});

function volumes(application: SimulatedApplication, createdAt: number): Volume[] {
  return application.volumes.map((volume, index) => ({
    id: uuidOf(`volume ${volume.name}`),
    name: volume.name,
    status: "in-use",
    size: 10 + index,
    volumeTypeId: uuidOf(`volume type ${application.pool}`),
    groupId: uuidOf(`group ${application.name}`),
    host: `playground@${application.pool}#pool`,
    projectId,
    userId: botId,
    serviceUuid: uuidOf(`service ${application.pool}`),
    createdAt,
    updatedAt: createdAt,
    multiattach: false,
    encrypted: false,
    attachments: [
      {
        attachmentId: uuidOf(`attachment ${volume.name}`),
        serverId: uuidOf(`server ${volume.server}`),
        device: device(application, volume),
        attachedAt: createdAt,
      },
    ],
    metadata: {},
    // Its first round of writes is there from the beginning: of empty disks a restore could prove nothing.
    content: index + 1,
  }));
}

/** `/dev/vdb`, `/dev/vdc` … in the order of the application's volumes on that server. */
function device(application: SimulatedApplication, volume: SimulatedVolume): string {
  const index = application.volumes.filter(({ server }) => server === volume.server).indexOf(volume);
  return `/dev/vd${String.fromCharCode("b".charCodeAt(0) + index)}`;
}

export function guestSeeds(applications: readonly SimulatedApplication[]): GuestSeed[] {
  return applications.flatMap((application) =>
    application.servers.map((server) => {
      const here = application.volumes.filter((volume) => volume.server === server);
      const mounts = here.map((volume) => mountSeed(application, volume));
      const clusters = here.some(({ role }) => role === "wal") ? [postgresql(server)] : [];
      const redo = here.filter(({ role }) => role === "redo");
      const data = here.filter(({ role }) => role === "data");
      const mariadbs = redo.length > 0 ? [mariadb([...data, ...redo])] : [];
      return { server, glibc: recoverySeed.glibc, mounts, clusters, mariadbs };
    }),
  );
}

const mountSeed = (application: SimulatedApplication, volume: SimulatedVolume): MountSeed => ({
  volumeId: uuidOf(`volume ${volume.name}`),
  device: device(application, volume),
  mount: volume.mount,
  fsType: "ext4",
  fsUuid: uuidOf(`file system ${volume.name}`),
});

/** One whose redo log has a volume of its own. */
const mariadb = (volumes: readonly SimulatedVolume[]): MariadbSeed => ({
  name: "main",
  version: "10.11.19",
  paths: volumes.map(({ mount }) => mount),
  role: "primary",
  doublewrite: "on",
  flushLog: "1",
  engines: ["InnoDB:14", "Aria:31", "MyISAM:2"],
  gtid: "0-1-4711",
});

const postgresql = (server: string): PostgresqlSeed => ({
  cluster: "main",
  version: "15.18",
  data: "/var/lib/postgresql/15/main",
  wal: "/var/lib/postgresql-wal/15",
  tablespaces: [],
  systemId: `7${Number.parseInt(hex(server).slice(0, 12), 16)}`,
  startedAt: new Date(Date.now() - 86_400_000).toISOString(),
  role: "primary",
  fsync: "on",
  fullPageWrites: "on",
  synchronousCommit: "on",
  collations: [`libc:${recoverySeed.glibc}:${recoverySeed.glibc}`],
});
