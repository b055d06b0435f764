import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { commit } from "#support/commit.ts";
import type { Database } from "#support/database.ts";
import type { RunState, Started, StartOptions } from "../port.ts";

const optionalText = z
  .string()
  .nullable()
  .transform((text) => text ?? undefined);

const RunRow = z.object({
  id: z.string(),
  workflow: z.string(),
  state: z.enum(["queued", "running", "done", "failed", "cancelled", "parked"]),
  input: z.string(),
  lock_key: optionalText,
  result: optionalText,
  error: optionalText,
  cancel_reason: optionalText,
  cancel_told: z.number().transform((told) => told === 1),
  created_at: z.number(),
  ended_at: z
    .number()
    .nullable()
    .transform((at) => at ?? undefined),
});
export type RunRow = z.infer<typeof RunRow>;

const Ids = z.array(z.object({ id: z.string() })).transform((rows) => rows.map((row) => row.id));

interface NewRun extends StartOptions {
  readonly id: string;
  readonly workflow: string;
  readonly input: string;
  readonly at: number;
}

/**
 * Runs as the journal keeps them. Of each lock key at most one run is `running`; the others queue by age. What is written is
 * on disk when the promise resolves.
 */
export function createRunJournal(database: Database) {
  return {
    insert: (run: NewRun): Promise<Started> => commit(database, (sql) => insert(sql, run)),
    /** Resolves when all that was written before is on disk. */
    durable: (): Promise<void> => database.durable(),
    /** Follows an alias. */
    get: (id: string): RunRow | undefined => database.read((sql) => get(sql, id)),
    /** Undefined for a key that nobody came with. */
    startedWith: (key: string): RunRow | undefined => database.read((sql) => startedWith(sql, key)),
    list: (filter: Filter): RunRow[] => database.read((sql) => list(sql, filter)),
    /** Those that have not ended and wait behind no other one. */
    unfinished: (): string[] =>
      database.read((sql) =>
        Ids.parse(
          sql
            .prepare(
              `SELECT id FROM run WHERE state = 'running' OR (state = 'queued' AND NOT EXISTS (
                 SELECT 1 FROM run r WHERE r.lock_key = run.lock_key AND r.state = 'running'))`,
            )
            .all(),
        ),
      ),
    /** Ends a running run and hands its lock key on. Returns who runs next. */
    end: (
      id: string,
      end: { state: "done" | "failed" | "cancelled"; result?: string; error?: string; at: number },
    ): Promise<string[]> =>
      commit(database, (sql) => {
        sql
          .prepare(
            "UPDATE run SET state = ?, result = ?, error = ?, ended_at = ? WHERE id = ? AND state = 'running'",
          )
          .run(end.state, end.result ?? null, end.error ?? null, end.at, id);
        return promote(sql);
      }),
    /**
     * A queued or parked run ends here: true. A running one is only marked, since its workflow has to be told, and one that
     * has ended stays as it is: false.
     */
    cancel: (id: string, reason: string, error: string, at: number): Promise<boolean> =>
      commit(database, (sql) => {
        const ended = sql
          .prepare(
            "UPDATE run SET state = 'cancelled', cancel_reason = ?, error = ?, ended_at = ? WHERE id = ? AND state IN ('queued', 'parked')",
          )
          .run(reason, error, at, id);
        sql
          .prepare(
            "UPDATE run SET cancel_reason = ? WHERE id = ? AND state = 'running' AND cancel_reason IS NULL",
          )
          .run(reason, id);
        return ended.changes > 0;
      }),
    /**
     * Parks what this program does not know, takes back what it knows again, and fills freed lock keys. Returns the ids
     * whose state that changed.
     */
    recover: (workflows: readonly string[]): Promise<string[]> =>
      commit(database, (sql) => {
        const known = JSON.stringify(workflows);
        const parked = sql
          .prepare(
            "UPDATE run SET state = 'parked' WHERE state IN ('queued', 'running') AND workflow NOT IN (SELECT value FROM json_each(?)) RETURNING id",
          )
          .all(known);
        const back = sql
          .prepare(
            "UPDATE run SET state = 'queued' WHERE state = 'parked' AND workflow IN (SELECT value FROM json_each(?)) RETURNING id",
          )
          .all(known);
        return [...new Set([...Ids.parse(parked), ...Ids.parse(back), ...promote(sql)])];
      }),
  };
}
export type RunJournal = ReturnType<typeof createRunJournal>;

function insert(sql: DatabaseSync, run: NewRun): Started {
  const known = (run.key === undefined ? undefined : startedWith(sql, run.key)) ?? get(sql, run.id);
  if (known !== undefined) {
    remember(sql, run.key, known.id);
    return { kind: "known", id: known.id };
  }
  const holder = run.lockKey === undefined ? undefined : unfinishedOfKey(sql, run.lockKey);
  if (holder !== undefined && run.onBusy === "skip") return { kind: "skipped", busyWith: holder.id };
  if (holder?.workflow === run.workflow && run.onBusy === "join") {
    sql.prepare("INSERT INTO run_alias VALUES (?, ?)").run(run.id, holder.id);
    remember(sql, run.key, holder.id);
    return { kind: "joined", id: holder.id };
  }
  const state = holder === undefined ? "running" : "queued";
  sql
    .prepare("INSERT INTO run (id, workflow, state, input, lock_key, created_at) VALUES (?, ?, ?, ?, ?, ?)")
    .run(run.id, run.workflow, state, run.input, run.lockKey ?? null, run.at);
  remember(sql, run.key, run.id);
  const waits = holder === undefined ? {} : { busyWith: holder.id };
  return { kind: "started", id: run.id, state, ...waits };
}

function remember(sql: DatabaseSync, key: string | undefined, runId: string): void {
  if (key !== undefined) sql.prepare("INSERT OR IGNORE INTO run_key VALUES (?, ?)").run(key, runId);
}

function startedWith(sql: DatabaseSync, key: string): RunRow | undefined {
  const row = sql.prepare("SELECT * FROM run WHERE id = (SELECT run_id FROM run_key WHERE key = ?)").get(key);
  return row === undefined ? undefined : RunRow.parse(row);
}

function unfinishedOfKey(sql: DatabaseSync, lockKey: string): RunRow | undefined {
  // Two questions, since SQLite takes a partial index only for the very condition that it was made with.
  const row =
    sql.prepare("SELECT * FROM run WHERE lock_key = ? AND state = 'running'").get(lockKey) ??
    sql
      .prepare("SELECT * FROM run WHERE lock_key = ? AND state = 'queued' ORDER BY seq LIMIT 1")
      .get(lockKey);
  return row === undefined ? undefined : RunRow.parse(row);
}

function get(sql: DatabaseSync, id: string): RunRow | undefined {
  const row = sql
    .prepare("SELECT * FROM run WHERE id = coalesce((SELECT run_id FROM run_alias WHERE id = ?1), ?1)")
    .get(id);
  return row === undefined ? undefined : RunRow.parse(row);
}

interface Filter {
  readonly state?: RunState;
  readonly workflow?: string;
  readonly lockKey?: string;
  readonly limit?: number;
}

function list(sql: DatabaseSync, { state, workflow, lockKey, limit = 100 }: Filter): RunRow[] {
  const rows = sql
    .prepare(
      `SELECT * FROM run WHERE (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR workflow = ?2)
       AND (?3 IS NULL OR lock_key = ?3) ORDER BY seq DESC LIMIT ?4`,
    )
    .all(state ?? null, workflow ?? null, lockKey ?? null, limit);
  return rows.map((row) => RunRow.parse(row));
}

/** Starts the oldest queued run of every lock key that nobody holds. */
function promote(sql: DatabaseSync): string[] {
  const rows = sql
    .prepare(
      `UPDATE run INDEXED BY run_queued_of_key SET state = 'running' WHERE state = 'queued' AND (lock_key IS NULL OR (
         NOT EXISTS (SELECT 1 FROM run r WHERE r.lock_key = run.lock_key AND r.state = 'running')
         AND seq = (SELECT min(q.seq) FROM run q WHERE q.lock_key = run.lock_key AND q.state = 'queued')))
       RETURNING id`,
    )
    .all();
  return Ids.parse(rows);
}
