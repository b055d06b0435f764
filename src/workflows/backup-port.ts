import type { StoreBackup } from "#domain/store-backup.ts";

/** Copies of the store while it is open. */
export interface BackupPort {
  /**
   * To this absolute path, or under a name of its own where scheduled backups go. Waits until nothing is frozen. Throws
   * `refused` for a file that is there and for a disk that is too full, `failed` when it could not be written.
   */
  backUp(file: string | undefined, signal: AbortSignal): Promise<StoreBackup>;
  /**
   * Where config wants backups and the newest is older than it wants: makes one, and removes the oldest of those beyond what
   * is to be kept. Undefined: nothing was due.
   */
  backUpIfDue(signal: AbortSignal): Promise<StoreBackup | undefined>;
}
