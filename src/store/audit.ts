import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Database } from "#support/database.ts";
import { canonicalJson } from "./canonical-json.ts";

/** Who did what to what. `detail` is JSON and holds no secrets. */
export const AuditEntry = z.object({
  /** ISO 8601 */
  at: z.string(),
  actor: z.string(),
  /** `hold.opened`, `point.saved` … */
  act: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.json()).optional(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** `head` is the newest row's hash: kept elsewhere, it shows later that nothing was cut off and rebuilt. */
export type AuditVerdict =
  | { readonly intact: true; readonly rows: number; readonly head: string }
  | { readonly intact: false; readonly seq: number; readonly reason: string };

const Row = z.object({ seq: z.number(), entry: z.string(), previous: z.string(), hash: z.string() });
const genesis = "0".repeat(64);

/** Appends one row to the chain; part of the caller's transaction. */
export function appendAudit(sql: DatabaseSync, entry: AuditEntry): void {
  const last = Row.optional().parse(sql.prepare("SELECT * FROM audit ORDER BY seq DESC LIMIT 1").get());
  const seq = (last?.seq ?? 0) + 1;
  const previous = last?.hash ?? genesis;
  const text = canonicalJson(AuditEntry.parse(entry));
  sql.prepare("INSERT INTO audit VALUES (?, ?, ?, ?)").run(seq, text, previous, hashOf(seq, text, previous));
}

/**
 * Reads the whole chain. Finds a changed, removed, inserted or reordered row, and rows cut off the end; not a chain that
 * somebody rebuilt from some row on: for that, compare `head` with one noted outside.
 */
export function verifyAudit(database: Database): AuditVerdict {
  return database.read((sql) => {
    let seq = 0;
    let previous = genesis;
    for (const raw of sql.prepare("SELECT * FROM audit ORDER BY seq").iterate()) {
      const row = Row.parse(raw);
      seq += 1;
      if (row.seq !== seq) return { intact: false, seq, reason: `row ${seq} is missing` };
      if (row.previous !== previous)
        return { intact: false, seq, reason: `row ${seq} does not follow row ${seq - 1}` };
      if (row.hash !== hashOf(seq, row.entry, previous)) {
        return { intact: false, seq, reason: `row ${seq} was changed after it was written` };
      }
      previous = row.hash;
    }
    const appended = appendedRows(sql);
    if (appended !== seq)
      return { intact: false, seq: seq + 1, reason: `rows ${seq + 1} to ${appended} are missing` };
    return { intact: true, rows: seq, head: previous };
  });
}

/** SQLite's own count of what AUTOINCREMENT has given out survives a deletion of the newest rows. */
function appendedRows(sql: DatabaseSync): number {
  const row = sql.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").get();
  return z.object({ seq: z.number() }).optional().parse(row)?.seq ?? 0;
}

const hashOf = (seq: number, entry: string, previous: string): string =>
  createHash("sha256").update(`${previous}\n${seq}\n${entry}`).digest("hex");
