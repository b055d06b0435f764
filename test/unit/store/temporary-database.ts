import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openDatabase } from "#store/open-database.ts";
import { systemClock } from "#support/clock.ts";
import type { Database } from "#support/database.ts";

/** A directory that goes away with the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "freezeframe-store-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A database that goes away with the test. What would end the process throws instead. `sync`: another way to the disk. */
export function temporaryDatabase(
  path = join(temporaryDirectory(), "store.db"),
  sync?: () => Promise<void>,
): Database {
  const failStop = (error: unknown): never => {
    throw new Error("fail-stop", { cause: error });
  };
  const database = openDatabase(path, { clock: systemClock, failStop, sync });
  onTestFinished(() => database.close());
  return database;
}
