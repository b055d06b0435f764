/** What a simulated recovery server has. */
export interface RecoveryServerSeed {
  readonly server: string;
  /** Major versions of PostgreSQL that it can start. */
  readonly postgresql: readonly number[];
  /** Release series of the MariaDB that it can start. */
  readonly mariadb?: string;
  readonly glibc: string;
  readonly icu?: string;
  readonly hooks?: readonly string[];
}

/** A restored volume that is attached to it. */
export interface RestoredDisk {
  readonly volumeId: string;
  readonly device: string;
  readonly fsType: string;
  /** That of the original: a copy has the same. */
  readonly fsUuid: string;
  /** Number of the last write that is in it; undefined when there is nothing behind the volume. */
  readonly content: number | undefined;
  /** When that write was made, epoch ms. */
  readonly writtenAt?: number | undefined;
  /** The database whose data directory lies on it. */
  readonly database?: RestoredDatabase;
}

export interface RestoredDatabase {
  /** Default: PostgreSQL. */
  readonly kind?: "mariadb";
  readonly version: string;
  readonly systemId: string;
  readonly data: string;
  readonly checksums: boolean;
}

/** The disk with this serial, if it is attached now. */
export type AttachedDisks = (volumeId: string) => Promise<RestoredDisk | undefined>;
