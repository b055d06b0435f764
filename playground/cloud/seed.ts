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
  User,
  Volume,
  VolumeType,
} from "./rows.ts";

/** What is there before the first request. */
export interface CloudSeed {
  /** Default: `RegionOne`. */
  readonly region?: string;
  readonly projects: readonly Project[];
  readonly users: readonly User[];
  readonly applicationCredentials?: readonly ApplicationCredential[];
  readonly groupTypes: readonly GroupType[];
  readonly volumeTypes: readonly VolumeType[];
  readonly pools: readonly Pool[];
  readonly groups: readonly Group[];
  readonly volumes: readonly Volume[];
  /** Taken before anybody looked; none unless said. */
  readonly groupSnapshots?: readonly GroupSnapshot[];
  readonly snapshots?: readonly Snapshot[];
  /** Without it there is no Nova in the catalog. */
  readonly servers?: readonly Server[];
  readonly flavors?: readonly Flavor[];
  /** Without it there is no Glance in the catalog. */
  readonly images?: readonly Image[];
  /** Without it there is no Neutron in the catalog. */
  readonly networks?: readonly Network[];
  /** Limits by project id and quota name; what is not named here has Cinder's default. */
  readonly quotas?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By project and quota name: what Cinder counts too much (or, below 0, too little). */
  readonly quotaDrift?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Highest microversion: `3.70` is that of the release the recordings come from. */
  readonly maxMicroversion?: string;
  readonly tokenLifetimeMs?: number;
  /** What a server calls its disks: `vd` (the default) or `sd`. */
  readonly diskPrefix?: "vd" | "sd";
  /** Types under which Cinder stands in the catalog. */
  readonly blockStorageTypes?: readonly string[];
}
