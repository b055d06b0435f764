import type { ApplicationAct } from "./evidence.ts";

type MariadbAct = Extract<ApplicationAct, { kind: "mariadb" }>;

/**
 * Engines whose tables are whole at BACKUP STAGE BLOCK_COMMIT: InnoDB recovers by itself, the server has flushed and closed
 * the tables of the others, and MEMORY keeps none on a disk. What another one (RocksDB, ColumnStore, S3, CONNECT, Spider …)
 * keeps lies elsewhere, or was not looked at here.
 */
const WHOLE = new Set(["innodb", "aria", "myisam", "mrg_myisam", "csv", "archive", "memory", "sequence"]);

/** Without a sync of InnoDB's own; what is then on a disk after a crash is left to chance. */
const UNSYNCED = new Set(["nosync", "littlesync"]);

/** What grade A needs of a MariaDB server, and whether it was seen. */
export function needsOfMariadb(act: MariadbAct): (readonly [observed: boolean, text: string])[] {
  const strange = act.engines?.filter(({ engine }) => !WHOLE.has(engine.toLowerCase()));
  const unknown = strange?.map(({ engine, tables }) => `${engine}: ${tables}`).join(", ") ?? "not read";
  return [
    [
      act.pathsFrozen,
      "data directory, redo and undo logs, binary logs and links lie on frozen volumes of the group",
    ],
    [act.stageAfterFreeze, "BACKUP STAGE BLOCK_COMMIT was in force after the freeze"],
    [
      act.stageBeforeThaw && act.stageEnded,
      "the same session had it again before the thaw, and ended it after that",
    ],
    [act.redoWritten, "the redo log was written up to the last commit before that"],
    [
      act.doublewrite === true && !UNSYNCED.has(act.flushMethod.toLowerCase()),
      `innodb_doublewrite is on, and innodb_flush_method (${act.flushMethod}) syncs`,
    ],
    [
      strange?.length === 0,
      `every table is of an engine that BACKUP STAGE brings to rest${strange?.length === 0 ? "" : ` (${unknown})`}`,
    ],
  ];
}
