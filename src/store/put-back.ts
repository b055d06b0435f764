import { chmodSync, constants, copyFileSync, existsSync, linkSync, renameSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DomainError } from "#domain/errors.ts";
import { backupName } from "#domain/store-backup.ts";
import type { Clock } from "#support/clock.ts";
import type { Database } from "#support/database.ts";
import { syncPath } from "#support/sync-path.ts";
import { checkStoreFile, type KnownSchemas } from "./check-store-file.ts";
import { openDatabase } from "./open-database.ts";
import { preparePrivateDirectory } from "./private-directory.ts";

interface PutBackOptions {
  readonly clock: Clock;
  readonly known: KnownSchemas;
  /** What has to be done in the copy before it is the store. */
  readonly prepare: (database: Database) => Promise<void>;
}

export interface PutBack {
  readonly auditRows: number;
  /** Where the store of before is; absent: there was none. */
  readonly aside?: string;
}

/**
 * Makes a backup the store. Nobody may have the store open: throws `busy`, saying who has. The copy is checked first, then
 * takes the store's place in one rename; the store of before is kept beside it. Killed anywhere, the store is the one of
 * before or the one from the backup. Throws `not-found`, or `refused` for a file that is no whole store or too new.
 */
export async function putBack(
  file: string,
  path: string,
  { clock, known, prepare }: PutBackOptions,
): Promise<PutBack> {
  const store = resolve(path);
  if (!existsSync(file)) throw new DomainError("not-found", `there is no file ${file}`);
  preparePrivateDirectory(dirname(store));
  ensureFree(store, clock);
  const copy = `${store}.restoring`;
  removeCopy(copy);
  try {
    copyFileSync(file, copy, constants.COPYFILE_EXCL);
    chmodSync(copy, 0o600);
    const { auditRows } = await checkStoreFile(copy, known);
    const database = openDatabase(copy, { clock });
    try {
      await prepare(database);
    } finally {
      database.close();
    }
    syncPath(copy);
    ensureFree(store, clock);
    const aside = existsSync(store) ? keepAside(store, clock.now()) : undefined;
    renameSync(copy, store);
    syncPath(dirname(store));
    return { auditRows, ...(aside === undefined ? {} : { aside }) };
  } finally {
    removeCopy(copy);
  }
}

/** A store that cannot be opened at all is no reason to keep it: it may be why there is a backup. */
function ensureFree(store: string, clock: Clock): void {
  if (!existsSync(store)) return;
  try {
    // Closing brings what is in the log into the file, too.
    openDatabase(store, { clock }).close();
  } catch (cause) {
    if (!(cause instanceof DomainError) || cause.kind !== "refused") throw cause;
  }
}

/** The file stays in its place until the rename. A log belongs to the file that it was written for, so it goes aside, too. */
function keepAside(store: string, at: number): string {
  const name = `${store}.before-${backupName(at)}`;
  let aside = name;
  // A name has its second, and nothing is ever overwritten.
  for (let copy = 2; existsSync(aside); copy += 1) aside = `${name}.${copy}`;
  linkSync(store, aside);
  for (const log of ["-wal", "-shm"]) if (existsSync(store + log)) renameSync(store + log, aside + log);
  return aside;
}

function removeCopy(copy: string): void {
  for (const ending of ["", "-wal", "-shm", "-journal", ".owner"]) rmSync(copy + ending, { force: true });
}
