import { chmodSync, closeSync, openSync, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { DomainError } from "#domain/errors.ts";
import type { Clock } from "#support/clock.ts";
import type { Database } from "#support/database.ts";
import { failStop as exitProcess, type FailStop } from "#support/fail-stop.ts";
import { createLogSync } from "./log-sync.ts";
import { migrate } from "./migrate.ts";
import { describeOwner, forgetOwner, recordOwner } from "./owner.ts";
import { PreparingDatabase } from "./preparing-database.ts";
import { preparePrivateDirectory } from "./private-directory.ts";
import { sqliteErrorCode } from "./sqlite-error.ts";

interface OpenOptions {
  readonly clock: Clock;
  readonly failStop?: FailStop;
  /** For tests: brings the log's open file onto the disk. */
  readonly sync?: ((file: number) => Promise<void>) | undefined;
}

/** 16 MB of log. SQLite writes it into the file on this thread, in some tens of milliseconds: seldom, rather than short. */
const CHECKPOINT_PAGES = 4_000;
const BUSY = 5;
const LOCKED = 6;

/**
 * Opens the store's file for this process alone (WAL, locking_mode=EXCLUSIVE). With synchronous=NORMAL SQLite syncs what keeps
 * the file whole, and leaves the log after a commit to us: that sync is the longest part of a commit, and many can share one.
 *
 * Nobody in this process may open the same file by other means: POSIX drops a process's locks on a file when *any* of its
 * descriptors of that file is closed.
 *
 * Throws DomainError `busy` at once when another process has it, saying who; `refused` on a network file system, for a
 * directory that others may enter, or for a file that is no SQLite database.
 */
export function openDatabase(path: string, options: OpenOptions): Database {
  const file = resolve(path);
  preparePrivateDirectory(dirname(file));
  makePrivateFile(file);
  const sql = openExclusively(file);
  recordOwner(file, options.clock);
  return createDatabase(file, sql, options);
}

/** SQLite gives its WAL the mode of the database file, so this one mode covers both. */
function makePrivateFile(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  }
}

function openExclusively(file: string): DatabaseSync {
  const sql = new PreparingDatabase(file, { timeout: 0 });
  try {
    sql.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    sql.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    // The lock is taken by the first access, not by the pragma.
    sql.exec("BEGIN EXCLUSIVE; COMMIT;");
    return sql;
  } catch (error) {
    sql.close();
    const code = sqliteErrorCode(error);
    if (code === BUSY || code === LOCKED) {
      throw new DomainError("busy", `the store ${file} is in use by ${describeOwner(file)}`, {
        next: "wait until that process has ended, or stop it",
      });
    }
    throw new DomainError("refused", `the store ${file} cannot be opened: ${String(error)}`, {
      next: "check that the path names Freezeframe's own store file and that its disk is healthy",
      cause: error,
    });
  }
}

function createDatabase(path: string, sql: DatabaseSync, options: OpenOptions): Database {
  const { failStop = exitProcess, sync } = options;
  const guarded = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      if (sqliteErrorCode(error) !== undefined) failStop(error);
      throw error;
    }
  };
  const log = createLogSync(`${path}-wal`, { failStop, sync });
  let changes = 0;
  const write = <T>(change: (sql: DatabaseSync) => T): T => {
    if (sql.isTransaction) throw new Error("write() inside write(): one change is one transaction");
    return guarded(() => {
      changes += 1;
      sql.prepare("BEGIN IMMEDIATE").run();
      try {
        const result = change(sql);
        sql.prepare("COMMIT").run();
        log.wrote();
        return result;
      } catch (error) {
        changes += 1;
        if (sqliteErrorCode(error) === undefined) sql.exec("ROLLBACK");
        throw error;
      }
    });
  };
  const database: Database = {
    path,
    read: (query) => guarded(() => query(sql)),
    write,
    durable: log.durable,
    changes: () => changes,
    migrate: (part, migrations) => migrate(database, part, migrations),
    freeBytes: () =>
      Math.min(
        fileSystemFreeBytes(path),
        guarded(() => pageLimitFreeBytes(sql)),
      ),
    close: () => {
      if (!sql.isOpen) return;
      forgetOwner(path);
      // SQLite brings everything into the database file and onto the disk.
      sql.close();
      log.close();
    },
  };
  return database;
}

function fileSystemFreeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize;
}

function pageLimitFreeBytes(sql: DatabaseSync): number {
  const pragma = (name: string): number =>
    Number(Object.values(sql.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
  return (pragma("max_page_count") - pragma("page_count") + pragma("freelist_count")) * pragma("page_size");
}
