import { EventLog } from "../events.ts";
import { Background } from "./background.ts";
import type { StartGuest } from "./booted.ts";
import { Faults } from "./faults.ts";
import type {
  ApplicationCredential,
  Flavor,
  Group,
  GroupSnapshot,
  GroupType,
  Image,
  Network,
  Pool,
  Project,
  Server,
  Snapshot,
  Token,
  User,
  Volume,
  VolumeType,
} from "./rows.ts";
import type { CloudSeed } from "./seed.ts";

/** What the regions of a cloud have in common. */
export interface Keystone {
  readonly tokens: Map<string, Token>;
  /** Where the services of each region are, by its name; in the catalog in this order. */
  readonly regions: Map<string, string>;
}

export const newKeystone = (): Keystone => ({ tokens: new Map(), regions: new Map() });

/** Everything the simulated services of a region know. One per server; nothing is kept on a disk. */
export interface CloudState {
  readonly projects: readonly Project[];
  readonly users: readonly User[];
  readonly applicationCredentials: readonly ApplicationCredential[];
  /** Of all regions of this cloud. */
  readonly keystone: Keystone;
  readonly region: string;
  readonly groupTypes: Map<string, GroupType>;
  readonly volumeTypes: Map<string, VolumeType>;
  readonly pools: readonly Pool[];
  readonly groups: Map<string, Group>;
  readonly volumes: Map<string, Volume>;
  readonly servers: Map<string, Server>;
  readonly hasCompute: boolean;
  readonly flavors: readonly Flavor[];
  readonly images: readonly Image[];
  readonly hasImage: boolean;
  readonly networks: readonly Network[];
  readonly hasNetwork: boolean;
  /** What runs in the servers that are created here. */
  readonly startGuest: StartGuest;
  readonly groupSnapshots: Map<string, GroupSnapshot>;
  readonly snapshots: Map<string, Snapshot>;
  readonly quotas: Map<string, Record<string, number>>;
  /** By project: how far Cinder's figures are off from what is there. */
  readonly quotaDrift: Map<string, Record<string, number>>;
  /** What is left on the back end although Cinder has no row for it any more: ids of volumes and snapshots. */
  readonly orphans: Set<string>;
  readonly diskPrefix: "vd" | "sd";
  readonly maxMinor: number;
  readonly tokenLifetimeMs: number;
  readonly blockStorageTypes: readonly string[];
  readonly faults: Faults;
  readonly events: EventLog;
  readonly background: Background;
}

/** As Nova's fake hypervisor has it: nova 26.2.2 virt/fake.py, get_console_output. */
const nobody: StartGuest = async (_server, tell) => tell("FAKE CONSOLE OUTPUT\nANOTHER\nLAST LINE");

const byId = <T extends { readonly id: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.id, structuredClone(row)]));

export function createState(
  seed: CloudSeed,
  events: EventLog = new EventLog(),
  startGuest: StartGuest = nobody,
  keystone: Keystone = newKeystone(),
): CloudState {
  return {
    keystone,
    region: seed.region ?? "RegionOne",
    projects: seed.projects,
    users: seed.users,
    applicationCredentials: seed.applicationCredentials ?? [],
    groupTypes: byId(seed.groupTypes),
    volumeTypes: byId(seed.volumeTypes),
    pools: seed.pools.map((pool) => ({ ...pool })),
    groups: byId(seed.groups),
    volumes: byId(seed.volumes),
    servers: byId(seed.servers ?? []),
    hasCompute: seed.servers !== undefined,
    flavors: seed.flavors ?? [],
    images: seed.images ?? [],
    hasImage: seed.images !== undefined,
    networks: seed.networks ?? [],
    hasNetwork: seed.networks !== undefined,
    startGuest,
    groupSnapshots: byId(seed.groupSnapshots ?? []),
    snapshots: byId(seed.snapshots ?? []),
    quotas: new Map(Object.entries(seed.quotas ?? {}).map(([project, limits]) => [project, { ...limits }])),
    quotaDrift: new Map(
      Object.entries(seed.quotaDrift ?? {}).map(([project, figures]) => [project, { ...figures }]),
    ),
    orphans: new Set(),
    diskPrefix: seed.diskPrefix ?? "vd",
    maxMinor: Number((seed.maxMicroversion ?? "3.70").split(".")[1]),
    tokenLifetimeMs: seed.tokenLifetimeMs ?? 3_600_000,
    blockStorageTypes: seed.blockStorageTypes ?? ["volumev3", "block-storage"],
    faults: new Faults(),
    events,
    background: new Background(),
  };
}
