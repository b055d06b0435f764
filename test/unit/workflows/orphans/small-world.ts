import { digestOf } from "#domain/digest.ts";
import type { SeenGroup, SeenServer, SeenSet, SeenSnapshot, SeenVolume } from "#domain/orphans/cloud-scan.ts";
import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What is true of a thing, whatever any name or metadata says. Only the judge reads it. */
interface Truth {
  /** The run of this installation that made it; undefined: somebody else did. */
  readonly madeBy: string | undefined;
}

export type WorldSet = Mutable<SeenSet> & { readonly truth: Truth };
export type WorldSnapshot = Mutable<SeenSnapshot> & { metadata: Record<string, string> };
export type WorldGroup = Mutable<SeenGroup> & { readonly truth: Truth };
export type WorldVolume = Mutable<SeenVolume> & {
  metadata: Record<string, string>;
  servers: string[];
  readonly truth: Truth;
};
export type WorldServer = Mutable<SeenServer> & {
  metadata: Record<string, string>;
  volumeIds: string[];
  readonly truth: Truth;
};

export interface WorldRestore {
  readonly id: string;
  readonly application: string;
  readonly snapshotIds: readonly string[];
  readonly groupSnapshotId: string;
  readonly point: string;
  state: "running" | "kept" | "left" | "gone";
  startedAt: number;
  expiresAt: number;
  readonly recoveryServer: string | undefined;
}

/** A cloud and a store, all in memory. Times are milliseconds from the beginning of the world. */
export interface SmallWorld {
  now: number;
  /** An administrator's lists are there; see small-ports.ts. */
  twins: boolean;
  readonly sets: Map<string, WorldSet>;
  readonly snapshots: Map<string, WorldSnapshot>;
  readonly groups: Map<string, WorldGroup>;
  readonly volumes: Map<string, WorldVolume>;
  readonly servers: Map<string, WorldServer>;
  readonly holds: Map<
    string,
    { readonly application: string; readonly runId: string; readonly openedAt: number }
  >;
  readonly points: Map<
    string,
    { readonly id: string; readonly runId: string; readonly setId: string; readonly cloud: string }
  >;
  readonly restores: Map<string, WorldRestore>;
  readonly runs: Map<string, "live" | "over">;
  /** When runs ended. */
  readonly ends: Map<string, number>;
  readonly protect: Set<string>;
  readonly records: Map<string, { record: OrphanRecord; version: number }>;
  /** How things looked to the newest scan, by id. */
  readonly seen: Map<string, string>;
  /** What was deleted, as `kind id`. */
  readonly deleted: string[];
}

export const INSTANCE = "here";
export const CLOUD = "prod";
export const APPLICATION = "orders";
export const OTHER_SERVER = "server-of-somebody";
export const RECOVERY_SERVER = "recovery-1";
export const HOUR = 3_600_000;

export const emptyWorld = (): SmallWorld => ({
  now: 1_000 * HOUR,
  twins: false,
  sets: new Map(),
  snapshots: new Map(),
  groups: new Map(),
  volumes: new Map(),
  servers: new Map(),
  holds: new Map(),
  points: new Map(),
  restores: new Map(),
  runs: new Map(),
  ends: new Map(),
  protect: new Set(),
  records: new Map(),
  seen: new Map(),
  deleted: [],
});

export const sign = (text: string): string => digestOf(["key", text]);

export const membersIn = ({ snapshots }: SmallWorld, setId: string): WorldSnapshot[] =>
  [...snapshots.values()].filter(({ groupSnapshotId }) => groupSnapshotId === setId);

export const volumesIn = ({ volumes }: SmallWorld, id: string): WorldVolume[] =>
  [...volumes.values()].filter(({ groupId }) => groupId === id);
