/** A hold that this installation has opened: whoever has its token in a name has it from us. */
export interface KnownHold {
  readonly application: string;
  readonly runId: string;
  /** By our clock. */
  readonly openedAt: number;
}

/** A recorded recovery point, as far as its cloud resources go. */
export interface KnownPoint {
  readonly id: string;
  readonly application: string;
  /** It is on record as one of this cloud. Another entry of config.yml may lead to the same project. */
  readonly here: boolean;
  readonly groupSnapshotId: string;
  readonly members: readonly { readonly snapshotId: string; readonly volumeId: string }[];
}

/** A restore as it is on record. */
export interface KnownRestore {
  readonly id: string;
  readonly application: string;
  readonly point: string;
  readonly groupSnapshotId: string;
  /** The member snapshots that its volumes are made of. */
  readonly snapshotIds: readonly string[];
  readonly startedAt: number;
  /** Until when what it made is meant to be there; undefined: it was to be taken away again at once. */
  readonly keptUntil: number | undefined;
  /** The server that its volumes are attached to to be read; undefined: none, or one that it boots. */
  readonly recoveryServer: string | undefined;
}

/** An application of this cloud, by what is protected of it. */
export interface KnownApplication {
  readonly name: string;
  readonly groupIds: ReadonlySet<string>;
  readonly volumeIds: ReadonlySet<string>;
}

/** `live`: it goes on, waits, or is parked. */
export type RunFate =
  | { readonly state: "live" }
  /** By our clock. */
  | { readonly state: "over"; readonly endedAt: number | undefined };

/**
 * What the store and the engine know of what a scan has seen, read after the scan: whatever was recorded meanwhile counts.
 * What is in no map is not known, which is never the same as known to be nobody's.
 */
export interface KnownWorld {
  readonly instance: string;
  /** The cloud's clock when the scan began. */
  readonly at: number;
  readonly creatingIsLeftoverMs: number;
  readonly applications: readonly KnownApplication[];
  /** By token. */
  readonly holds: ReadonlyMap<string, KnownHold>;
  /** All recorded points of this cloud, and every other one that a set was seen of. */
  readonly points: readonly KnownPoint[];
  /** By the id of the run that made it. */
  readonly restores: ReadonlyMap<string, KnownRestore>;
  /** By id. */
  readonly runs: ReadonlyMap<string, RunFate>;
  /** Ids of things of other projects that another cloud of config.yml answers for: by the store, or by having told of them first. */
  readonly accountedElsewhere: ReadonlySet<string>;
  /** Ids and exact names that config protects. */
  readonly protect: ReadonlySet<string>;
  /** Is this our signature of the text? */
  readonly signed: (text: string, signature: string) => boolean;
}
