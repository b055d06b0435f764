import { z } from "zod";
import { commit } from "#support/commit.ts";
import type { Database } from "#support/database.ts";
import { encodeFailure } from "./failure.ts";
import { journalMigrations } from "./migrations.ts";

const Ids = z.array(z.object({ id: z.string() }));

/**
 * Ends every run that has not ended, without a word to its workflow: nothing of it is done, undone or taken away any more. For
 * a journal that is older than the world: what its runs had begun was ended by others since. Returns their ids.
 */
export async function endUnfinished(database: Database, reason: string, at: number): Promise<string[]> {
  database.migrate("engine", journalMigrations);
  const error = encodeFailure({ kind: "interrupted", message: reason });
  const ended = await commit(database, (sql) =>
    sql
      .prepare(
        `UPDATE run SET state = 'cancelled', cancel_reason = ?, error = ?, ended_at = ?
         WHERE state IN ('queued', 'running', 'parked') RETURNING id`,
      )
      .all(reason, error, at),
  );
  return Ids.parse(ended).map(({ id }) => id);
}
