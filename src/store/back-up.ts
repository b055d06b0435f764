import { closeSync, existsSync, linkSync, openSync, rmSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DomainError } from "#domain/errors.ts";
import type { StoreBackup } from "#domain/store-backup.ts";
import type { Clock } from "#support/clock.ts";
import type { Database } from "#support/database.ts";
import { syncPath } from "#support/sync-path.ts";
import { checkStoreFile, type KnownSchemas } from "./check-store-file.ts";

interface BackUpOptions {
  readonly clock: Pick<Clock, "now">;
  readonly known: KnownSchemas;
  /** Resolves when nothing is frozen: while the copy is written nobody in this process beats for a guest. */
  readonly quiet: (signal: AbortSignal) => Promise<void>;
}

/** What stays free on the disk beside the copy: the store may be on the same one. */
const RESERVE_BYTES = 128 * 1024 * 1024;

/**
 * A copy of the open store as it is at one moment (`VACUUM INTO`), mode 0600, opened and found whole before it gets its name;
 * never over a file that is there. Killed anywhere it leaves at most a `.part`, which the next one removes. Throws `refused`
 * for a file that is there or a disk that is too full, `failed` when it could not be written.
 */
export async function backUp(
  database: Database,
  file: string,
  { clock, known, quiet }: BackUpOptions,
  signal: AbortSignal,
): Promise<StoreBackup> {
  if (existsSync(file)) throw isThere(file);
  const part = `${file}.part`;
  try {
    rmSync(part, { force: true });
    closeSync(openSync(part, "wx", 0o600));
    ensureRoom(database, file);
    await quiet(signal);
    const at = clock.now();
    copyInto(database, part);
    await quiet(signal);
    const checked = await checkStoreFile(part, known);
    syncPath(part);
    const { size: bytes } = statSync(part);
    linkSync(part, file);
    syncPath(dirname(file));
    return { file, bytes, at, ...checked };
  } catch (cause) {
    signal.throwIfAborted();
    throw cause instanceof DomainError ? cause : failed(file, cause);
  } finally {
    rmSync(part, { force: true });
  }
}

/** Caught here: what fails on the copy says nothing of the store, and must not end the process. */
function copyInto(database: Database, part: string): void {
  const failure = database.read((sql) => {
    try {
      sql.prepare("VACUUM INTO ?").run(part);
      return undefined;
    } catch (error) {
      return { error };
    }
  });
  if (failure !== undefined) throw failure.error;
}

function ensureRoom(database: Database, file: string): void {
  const { bavail, bsize } = statfsSync(dirname(file));
  const needed = statSync(database.path).size + RESERVE_BYTES;
  if (bavail * bsize >= needed) return;
  throw new DomainError(
    "refused",
    `the disk of ${file} has ${mib(bavail * bsize)} left, a backup of the store needs ${mib(needed)} with its reserve`,
    { next: "free space there, or name a file on another disk" },
  );
}

const mib = (bytes: number): string => `${Math.floor(bytes / 1024 / 1024)} MiB`;

const isThere = (file: string): DomainError =>
  new DomainError("refused", `${file} is there already, and a backup is never written over anything`, {
    next: "name a file that is not there",
  });

function failed(file: string, cause: unknown): DomainError {
  if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") return isThere(file);
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DomainError("failed", `the store could not be copied to ${file}: ${why}`, {
    next: "check that the directory is there and that the bot's user may write to it",
    cause,
  });
}
