import { type Line, listOf } from "#support/ssh/line-codec.ts";
import { MariadbAnswer, readAnswer, type StageAnswer } from "../answers.ts";
import type { Recipe } from "./recipe.ts";

/**
 * MariaDB: BACKUP STAGE up to BLOCK_COMMIT in one session that the guest keeps, then every mount that the server itself uses,
 * the redo log's last (https://mariadb.com/docs/server/reference/sql-statements/administrative-sql-statements/backup-commands/backup-stage).
 */
export const mariadb = (name: string): Recipe => ({
  values: { kind: "mariadb", name },
  read(server, line) {
    const answer = readAnswer(server, MariadbAnswer, line);
    return (seen) => ({
      kind: "mariadb",
      name,
      version: answer.version,
      paths: [...listOf(line, "paths")],
      // The guest resolved each of them to a mount of this recipe, or it would have refused it.
      pathsFrozen: seen.frozen,
      stageAfterFreeze: seen.heldAfterFreeze,
      stageBeforeThaw: seen.heldBeforeThaw,
      stageEnded: seen.stage?.ended === "yes",
      redoWritten: redoWritten(answer, seen.stage),
      doublewrite: doublewrite(answer.doublewrite),
      flushMethod: answer.flush_method,
      role: answer.role,
      engines: engines(line),
      redoToApply: seen.stage?.redo_bytes,
      gtid: seen.stage?.gtid,
      commitsBefore: seen.wall ?? "",
    });
  },
});

/**
 * Positions say it where the server tells them (InnoDB's lsn counters came back with 10.5). Else a commit writes the log
 * itself unless `innodb_flush_log_at_trx_commit` is 0; the freeze has the kernel's part of it on the disk.
 */
function redoWritten(answer: MariadbAnswer, stage: StageAnswer | undefined): boolean {
  if (stage === undefined) return false;
  return stage.redo === undefined ? /^[123]$/.test(answer.flush_log) : stage.redo === "flushed";
}

/** `on`, `1` and the later `fast` mend torn pages; what no server says was not read. */
const doublewrite = (word: string): boolean | undefined =>
  word === "unknown" ? undefined : word !== "off" && word !== "0";

function engines(line: Line): { engine: string; tables: number }[] | undefined {
  if (line.args.engines === undefined) return undefined;
  return listOf(line, "engines").flatMap((item) => {
    const [engine, tables] = item.split(":");
    return engine === undefined || !/^\d+$/.test(tables ?? "") ? [] : [{ engine, tables: Number(tables) }];
  });
}
