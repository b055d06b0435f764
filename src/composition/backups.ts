import { dirname, join } from "node:path";
import type { Installation } from "#config/load.ts";
import { createBackups } from "#store/backups.ts";
import { systemClock } from "#support/clock.ts";
import type { Database } from "#support/database.ts";
import type { BackupPort } from "#workflows/backup-port.ts";
import type { WindowSlots } from "#workflows/window-slots.ts";
import { knownSchemas } from "./known-schemas.ts";

/** Copies of the store, as config.yml has them. */
export function backupsOf(
  { config }: Installation,
  database: Database,
  windowSlots: WindowSlots,
): BackupPort {
  const { path, backup } = config.store;
  return createBackups({
    database,
    clock: systemClock,
    known: knownSchemas,
    windowSlots,
    directory: backup?.directory ?? join(dirname(path), "backups"),
    schedule: backup && { everyMs: backup.every, keep: backup.keep },
  });
}
