import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { commit } from "#support/commit.ts";
import type { Database } from "#support/database.ts";

const StepRow = z.object({
  state: z.enum(["begun", "done", "failed"]),
  executions: z.number(),
  value: z
    .string()
    .nullable()
    .transform((value) => value ?? undefined),
});
export type StepRow = z.infer<typeof StepRow>;

/** How a step ended. `tellsCancel`: its failure is how the workflow learns that it was cancelled. */
export interface StepEnd {
  readonly state: "done" | "failed";
  readonly value: string;
  readonly tellsCancel?: boolean;
}

const Count = z.object({ executions: z.number() });
const Message = z.object({ seq: z.number(), value: z.string() }).optional();

/** Steps and messages of runs. What is written is on disk when the promise resolves. */
export function createStepJournal(database: Database) {
  return {
    get: (runId: string, name: string): StepRow | undefined =>
      database.read((sql) => {
        const row = sql
          .prepare("SELECT state, executions, value FROM step WHERE run_id = ? AND name = ?")
          .get(runId, name);
        return row === undefined ? undefined : StepRow.parse(row);
      }),
    /** Counts an execution before it begins, so that a crash loop is seen. `value` is kept from the first time on. */
    begin: (runId: string, name: string, value?: string): Promise<number> =>
      commit(database, (sql) => {
        const row = sql
          .prepare(
            `INSERT INTO step VALUES (?, ?, 'begun', 1, ?)
             ON CONFLICT DO UPDATE SET executions = executions + 1 RETURNING executions`,
          )
          .get(runId, name, value ?? null);
        return Count.parse(row).executions;
      }),
    end: (runId: string, name: string, end: StepEnd): Promise<void> =>
      commit(database, (sql) => endStep(sql, runId, name, end)),
    /** Inserts a message once per key. */
    send: (runId: string, topic: string, key: string, value: string): Promise<void> =>
      commit(database, (sql) => {
        sql
          .prepare(
            "INSERT INTO message (run_id, topic, key, value) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
          )
          .run(runId, topic, key, value);
      }),
    /** Takes the oldest message of a topic and ends the step with what `toEnd` makes of it, in one transaction. */
    take: async (
      runId: string,
      topic: string,
      name: string,
      toEnd: (value: string) => string,
    ): Promise<string | undefined> => {
      // Asked before: looking into an empty inbox must not cost a transaction.
      const message = database.read((sql) => oldest(sql, runId, topic));
      if (message === undefined) return undefined;
      const value = toEnd(message.value);
      await commit(database, (sql) => {
        sql.prepare("UPDATE message SET taken = 1 WHERE seq = ?").run(message.seq);
        endStep(sql, runId, name, { state: "done", value });
      });
      return value;
    },
  };
}
export type StepJournal = ReturnType<typeof createStepJournal>;

function oldest(sql: DatabaseSync, runId: string, topic: string): z.infer<typeof Message> {
  return Message.parse(
    sql
      .prepare(
        "SELECT seq, value FROM message WHERE run_id = ? AND topic = ? AND taken = 0 ORDER BY seq LIMIT 1",
      )
      .get(runId, topic),
  );
}

function endStep(sql: DatabaseSync, runId: string, name: string, end: StepEnd): void {
  sql
    .prepare(
      `INSERT INTO step VALUES (?1, ?2, ?3, 0, ?4)
       ON CONFLICT DO UPDATE SET state = ?3, value = ?4`,
    )
    .run(runId, name, end.state, end.value);
  if (end.tellsCancel === true) sql.prepare("UPDATE run SET cancel_told = 1 WHERE id = ?").run(runId);
}
