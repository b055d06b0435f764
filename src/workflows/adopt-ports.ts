import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { BackupPort } from "./backup-port.ts";

/** What adoption needs of a cloud beyond what snapshots do. */
export interface StampedSetsPort {
  /**
   * Each group snapshot of which at least one member bears this instance's mark, once. Reads all snapshots of the project,
   * page by page.
   */
  stampedSets(instance: string, signal: AbortSignal): AsyncIterable<StampedSet>;
}

export interface StampedSet {
  readonly groupSnapshotId: string;
  /** As the mark on its first member says; proves nothing. */
  readonly point: string;
}

export interface AdoptPorts {
  readonly adoptions: AdoptionRecords;
  readonly backups: BackupPort;
}

export interface AdoptionRecords {
  /**
   * The point and its audit row in ONE commit, if the store has no point of that id. False: it has one, nothing was written.
   */
  adopt(point: RecoveryPoint, by: Readonly<Record<string, string>>): Promise<boolean>;
  /** When the oldest row of the audit was written, epoch milliseconds; undefined: there is none. */
  storeFrom(): Promise<number | undefined>;
}
