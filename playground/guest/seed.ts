/** One simulated server: what the holder would find there. */
export interface GuestSeed {
  readonly server: string;
  /** Versions of its C library and of ICU; left out as by older guest kits. */
  readonly glibc?: string;
  readonly icu?: string;
  readonly mounts: readonly MountSeed[];
  readonly clusters?: readonly PostgresqlSeed[];
  readonly mariadbs?: readonly MariadbSeed[];
  readonly hooks?: readonly { readonly name: string; readonly prove: boolean }[];
  /** Version of its kit; default: the newest. */
  readonly kit?: string;
}

/** What the server's own MariaDB answers. */
export interface MariadbSeed {
  readonly name: string;
  readonly version: string;
  /** Data directory, then what lies apart from it; the redo log last. */
  readonly paths: readonly string[];
  readonly role: "primary" | "replica" | "galera";
  readonly doublewrite: "on" | "off";
  readonly flushLog: "0" | "1" | "2";
  /** `InnoDB:12`: engine and tables; left out where the account does not see them. */
  readonly engines?: readonly string[];
  readonly gtid?: string;
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
  /** `libc:2.36:2.36`: what sorts text, as the databases recorded it and as it is. */
  readonly collations?: readonly string[];
  /** The library that it has loaded. */
  readonly icu?: string;
}
