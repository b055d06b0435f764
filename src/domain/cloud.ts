/** Cinder's and Nova's nouns as our rules see them. `cloud/` translates from the wire. */

export interface Volume {
  readonly id: string;
  readonly name: string | undefined;
  readonly status: string;
  /** GiB */
  readonly size: number;
  readonly type: string | undefined;
  readonly multiattach: boolean;
  readonly encrypted: boolean;
  readonly groupId: string | undefined;
  /** `host@backend#pool`; administrators only. */
  readonly host: string | undefined;
  readonly attachedTo: readonly { readonly serverId: string; readonly device: string }[];
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly groupTypeId: string;
  readonly volumeTypeIds: readonly string[];
}

/** Read, or not readable with these rights (and then why, in words). */
export type Readable<T> = { readonly value: T } | { readonly unread: string };

export interface Pool {
  /** `host@backend#pool` */
  readonly name: string;
  readonly consistentGroupSnapshot: boolean;
  readonly vendor: string | undefined;
  readonly protocol: string | undefined;
  readonly driverVersion: string | undefined;
}

export interface QuotaUse {
  /** -1 = unlimited */
  readonly limit: number;
  readonly inUse: number;
  readonly reserved: number;
}

export interface Quota {
  readonly snapshots: QuotaUse;
  readonly gigabytes: QuotaUse;
}

export interface Server {
  readonly id: string;
  readonly name: string;
  /** Nova's status: ACTIVE, PAUSED, SUSPENDED, MIGRATING, RESIZE, SHUTOFF … */
  readonly status: string;
}

export interface MemberSnapshot {
  readonly id: string;
  readonly volumeId: string;
  readonly status: string;
  /** GiB */
  readonly size: number;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface GroupSnapshot {
  readonly id: string;
  readonly name: string;
  readonly groupId: string;
  readonly status: string;
}

/** One entry of config's `clouds.<name>.backends`: what the API does not show. */
export interface DeclaredBackend {
  /** `host@backend`, with or without `#pool`. */
  readonly pool?: string | undefined;
  /** Volume types that land there: for credentials that cannot see a volume's host. */
  readonly volumeTypes?: readonly string[] | undefined;
  readonly driver: string;
  /** Major Cinder release that runs there, e.g. 28 for 2026.1. */
  readonly release?: number | undefined;
  /** For a driver that the knowledge base does not know. */
  readonly groupSnapshots?: "atomic" | "loops" | undefined;
}
