import type { DatabaseSync } from "node:sqlite";

/**
 * The one SQLite file of this process. `store/` opens it; the store's documents and the embedded engine's journal live in
 * it side by side and know of each other only through this interface.
 *
 * Whatever SQLite itself reports as failed (disk full, I/O error, corruption) never comes back to the caller: it ends the
 * process, since nobody could tell any more what was written and what was not.
 */
export interface Database {
  readonly path: string;
  /** Queries. `query` must be synchronous. */
  read<T>(query: (sql: DatabaseSync) => T): T;
  /**
   * One durable transaction: on disk when this returns. An error that `change` throws itself rolls everything back and
   * is thrown on. `change` must be synchronous and must not call `write`.
   */
  write<T>(change: (sql: DatabaseSync) => T): T;
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
