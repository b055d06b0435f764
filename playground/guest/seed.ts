/** One simulated server: what the holder would find there. */
export interface GuestSeed {
  readonly server: string;
  readonly mounts: readonly MountSeed[];
  readonly clusters?: readonly PostgresqlSeed[];
  readonly hooks?: readonly { readonly name: string; readonly prove: boolean }[];
}

export interface MountSeed {
  readonly volumeId: string;
  readonly device: string;
  readonly mount: string;
  readonly fsType: string;
  readonly fsUuid: string;
}

/** What the server's own PostgreSQL answers. */
export interface PostgresqlSeed {
  readonly cluster: string;
  readonly version: string;
  readonly data: string;
  readonly wal: string;
  readonly tablespaces: readonly string[];
  readonly systemId: string;
  readonly startedAt: string;
  readonly role: "primary" | "standby";
  readonly fsync: "on" | "off";
  readonly fullPageWrites: "on" | "off";
  readonly synchronousCommit: string;
}
