import type { CanaryReading } from "#domain/canary/reading.ts";
import type { RecoveryKit } from "#domain/restore/facts.ts";
import type { GuestAddress } from "./guest-port.ts";

/** The recovery kit on a recovery server (docs/recovery-protocol.md): restored volumes proved there, nothing left there. */
export interface RecoveryPort {
  /**
   * Opens a session and asks the server what it is; nothing is locked or touched before {@link RecoverySession.find}.
   * Errors: `unreachable`; `refused` when it is not marked as a recovery server, or kit and bot do not fit together.
   */
  open(
    server: GuestAddress,
    who: { readonly runId: string; readonly instance: string },
    signal: AbortSignal,
  ): Promise<RecoverySession>;
  /**
   * User data (base64) for a server that is booted to read restored volumes: it has the conversation of the job with its own
   * kit and tells the answers on its console, marked with the nonce. The same for the same job. Errors: `invalid-input` for
   * a job that is longer than Nova takes.
   */
  script(who: BootedFor, job: RecoveryJob): Promise<string>;
  /**
   * Such a server's conversation, as if it were had now. Waits, as long as the signal allows, until the server has greeted
   * with the nonce: that alone says that it has booted. Nothing can be ordered; {@link RecoverySession.stop} resolves when
   * everything that it told was heard, or at once when the signal is aborted or not everything was asked for.
   */
  hear(
    server: string,
    who: BootedFor,
    job: RecoveryJob,
    console: (signal: AbortSignal) => Promise<string | undefined>,
    signal: AbortSignal,
  ): Promise<RecoverySession>;
}

/** Whose job a booted server does; the nonce is its run's alone, of letters and digits. */
export interface BootedFor {
  readonly runId: string;
  readonly instance: string;
  readonly nonce: string;
}

/** What a recovery asks when all goes well, in its order. Without volumes: only to greet. */
export interface RecoveryJob {
  readonly volumes: readonly {
    readonly role: string;
    readonly volumeId: string;
    readonly mount: string | undefined;
  }[];
  readonly postgresql?: PostgresqlToStart | undefined;
  readonly mariadb?: MariadbToStart | undefined;
  readonly checks: readonly RecoveryCheck[];
  /** Roles on which a canary's lines are looked for. */
  readonly canary?: readonly string[];
}

/** The data directory is looked for on the volume of `dataRole`, on all of them when that is not known. */
export interface PostgresqlToStart {
  readonly cluster: string;
  readonly dataRole: string | undefined;
}

export interface MariadbToStart {
  readonly name: string;
  /** Release series of the source, as 10.11; where it is not known, the data itself may tell. */
  readonly series: string | undefined;
  readonly dataRole: string | undefined;
}

export interface FoundDisk {
  readonly role: string;
  /** Holds the file system: the disk, or its only partition. */
  readonly device: string;
  readonly bytes: number;
  readonly fsType: string;
  readonly fsUuid: string | undefined;
  /** Another block device of that server carries the same UUID, as the original does: never mount by UUID there. */
  readonly uuidInUse: boolean;
}

export interface FilesystemVerdict {
  readonly role: string;
  /** The journal held what was not in place yet: normal after a snapshot. */
  readonly replayed: boolean;
  /** The checker found nothing after that. False is damage. */
  readonly clean: boolean;
  readonly text: string;
}

export interface RecoveredPostgresql {
  readonly major: number;
  readonly version: string;
  readonly systemId: string;
  readonly dataPath: string;
  /** WAL was replayed; false after a clean shutdown. */
  readonly replayed: boolean;
  /** From the server's start to the end of the replay; 0 without one. */
  readonly recoveredMs: number;
  /** From the server's start to the first connection, out of recovery. */
  readonly readyMs: number;
  readonly checksums: boolean;
  /** `same`, `unknown` (the source recorded none), or what differs: then text indexes may be wrong here. */
  readonly collations: string;
  /** What the server's log said of the recovery. */
  readonly log: readonly string[];
}

export interface RecoveredMariadb {
  readonly series: string;
  readonly version: string;
  readonly dataPath: string;
  /** The redo log was applied; false after a clean shutdown. */
  readonly replayed: boolean;
  readonly recoveredMs: number;
  readonly readyMs: number;
  readonly log: readonly string[];
}

/** `sql` and `freshness` are asked of the database that was started. */
export type RecoveryCheck =
  | { readonly kind: "postgresql-amcheck" }
  | { readonly kind: "postgresql-read" }
  | { readonly kind: "postgresql-checksums" }
  | { readonly kind: "mariadb-tables" }
  | { readonly kind: "mariadb-read" }
  | { readonly kind: "mariadb-checksums" }
  | {
      readonly kind: "sql";
      /** One row, one column, not NULL. Without a bound any answer but false passes. */
      readonly sql: string;
      /** Default: the only one beside the server's own. */
      readonly database?: string | undefined;
      readonly atLeast?: number | undefined;
      readonly atMost?: number | undefined;
      readonly equals?: number | string | undefined;
    }
  | {
      readonly kind: "freshness";
      /** One row, one column, not NULL: a time with its zone, or an epoch in seconds or milliseconds. */
      readonly sql: string;
      readonly database?: string | undefined;
    }
  | { readonly kind: "hook"; readonly name: string };

export interface CheckVerdict {
  readonly passed: boolean;
  readonly text: string;
  /** What a query answered; rows that were read. */
  readonly value?: string;
  /** There was nothing to check: it says nothing about the data. */
  readonly skipped?: true;
  /** Not passed, and that says nothing about the data: the question is at fault. */
  readonly undone?: true;
  /** Of `freshness`: the time of the newest data, epoch ms. */
  readonly asOf?: number;
}

/**
 * One recovery. Calls go one after another; each throws DomainError when the thing could not be done (`unreachable`: the
 * connection is gone and the server undoes everything by itself), which is never the same as a check that says no. Where the
 * kit itself refuses, it is a RecoveryFailure, which tells whether the data is at fault.
 */
export interface RecoverySession extends AsyncDisposable {
  readonly server: string;
  readonly facts: RecoveryKit;
  /** Aborted with a reason when the server ended the recovery by itself or cannot be heard any more. */
  readonly lost: AbortSignal;
  /**
   * The disks of these volumes, by serial alone; waits a moment for those that are being attached. The first call takes
   * the server's lock. Errors: `busy` while another recovery is open there, `refused` for a disk that is not exactly that.
   */
  find(
    volumes: readonly { readonly role: string; readonly volumeId: string }[],
    signal: AbortSignal,
  ): Promise<FoundDisk[]>;
  /** Replays the journals, then looks for damage without repairing any. Before {@link mount}. */
  checkFilesystems(roles: readonly string[], signal: AbortSignal): Promise<FilesystemVerdict[]>;
  /** Mounts at the manifest's paths, in a root of their own; parents first. */
  mount(
    volumes: readonly { readonly role: string; readonly mount: string | undefined }[],
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * What a write-order canary had written when these volumes were cut; after {@link mount}. Undefined: the kit is too old to
   * be asked.
   */
  readCanary(roles: readonly string[], signal: AbortSignal): Promise<CanaryReading[] | undefined>;
  /**
   * Starts PostgreSQL of the major version that its data is of, and waits until it is out of recovery. Errors: a
   * RecoveryFailure with the log's end.
   */
  startPostgresql(what: PostgresqlToStart, signal: AbortSignal): Promise<RecoveredPostgresql>;
  /** The same of MariaDB. Errors: as there; `refused` by a kit before 1.2.0, which is not even asked. */
  startMariadb(what: MariadbToStart, signal: AbortSignal): Promise<RecoveredMariadb>;
  check(check: RecoveryCheck, signal: AbortSignal): Promise<CheckVerdict>;
  /**
   * Ends what is under way, stops the database, unmounts everything. Resolves only when the server said so, so that the
   * volumes may be detached. Idempotent. Errors: `unreachable`, `failed` when something would not go.
   */
  stop(signal: AbortSignal): Promise<void>;
}
