import type { DatabaseSync } from "node:sqlite";

/** What one transaction does, synchronously. */
export type Change<T> = (sql: DatabaseSync) => T;

/**
 * The one SQLite file of this process. `store/` opens it; the store's documents and the embedded engine's journal live in
 * it side by side and know of each other only through this interface.
 *
 * Whatever SQLite or the disk itself reports as failed (disk full, I/O error, corruption) never comes back to the caller: it
 * ends the process, since nobody could tell any more what was written and what was not.
 */
export interface Database {
  readonly path: string;
  /** Queries. `query` must be synchronous. Sees what is not on disk yet, so nobody acts outside on what it read alone. */
  read<T>(query: (sql: DatabaseSync) => T): T;
  /**
   * One transaction: done for every reader of this process when it returns, on disk when a {@link Database.durable} resolves
   * that was asked for after it. What is on disk is always all that was written up to some moment. An error that `change`
   * throws itself rolls everything back and is thrown on. `change` must be synchronous and must not call `write`.
   */
  write<T>(change: Change<T>): T;
  /** Resolves when all that was written before is on disk; never, once the database is closed. */
  durable(): Promise<void>;
  /**
   * Grows by one with each transaction, and by one more when it is rolled back: whoever remembers what it read or wrote sees
   * by it whether that still holds.
   */
  changes(): number;
  /**
   * Brings the tables of one part (`store`, `engine`) to the newest of its numbered migrations, all in one transaction.
   * Migrations are only ever appended. Throws DomainError `refused` when the file is newer than this program.
   */
  migrate(part: string, migrations: readonly string[]): void;
  /** Bytes that can still be written: what the file system grants this user, or SQLite's own page limit if less. */
  freeBytes(): number;
  /** Releases the file for another process. */
  close(): void;
}
