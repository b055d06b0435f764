import { hash as digest } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import type { AuditVerdict } from "#domain/audit-verdict.ts";
import { canonicalJson } from "#domain/digest.ts";
import type { Database } from "#support/database.ts";

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

const Row = z.object({ seq: z.number(), entry: z.string(), previous: z.string(), hash: z.string() });
const Tail = Row.pick({ seq: true, hash: true });
const genesis = "0".repeat(64);

/**
 * How rows are appended to the chain, as part of the caller's transaction. The end of the chain is read again only when
 * somebody has written since: that reading would cost a fifth of a refusal.
 */
export function auditAppender(database: Database): (sql: DatabaseSync, entry: AuditEntry) => void {
  let known: z.infer<typeof Tail> | undefined;
  let knownAt = Number.NEGATIVE_INFINITY;
  return (sql, entry) => {
    const now = database.changes();
    // In the transaction of the row before, or in the very next one.
    const last = now - knownAt <= 1 ? known : readTail(sql);
    const seq = (last?.seq ?? 0) + 1;
    const previous = last?.hash ?? genesis;
    // Of our own making and typed: parsing it once more would cost more than writing it.
    const text = canonicalJson(entry);
    const hash = hashOf(seq, text, previous);
    sql.prepare("INSERT INTO audit VALUES (?, ?, ?, ?)").run(seq, text, previous, hash);
    known = { seq, hash };
    knownAt = now;
  };
}

const readTail = (sql: DatabaseSync): z.infer<typeof Tail> | undefined =>
  Tail.optional().parse(sql.prepare("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").get());

export function oldestAudit(sql: DatabaseSync): AuditEntry | undefined {
  const row = sql.prepare("SELECT entry FROM audit ORDER BY seq LIMIT 1").get();
  const read = z.object({ entry: z.string() }).optional().parse(row);
  return read && AuditEntry.parse(JSON.parse(read.entry));
}

/** Rows that are checked in one go, a few milliseconds' work: a guest that is frozen meanwhile hears its heartbeats. */
const AT_ONCE = 200;

/**
 * Reads the whole chain. Finds a changed, removed, inserted or reordered row, and rows cut off the end; not a chain that
 * somebody rebuilt from some row on: for that, compare `head` with one noted outside. Rows that come meanwhile are read too.
 */
export async function verifyAudit(database: Pick<Database, "read">): Promise<AuditVerdict> {
  let so: Chain = { seq: 0, previous: genesis };
  for (;;) {
    const { verdict, chain } = database.read((sql) => followChain(sql, so));
    if (verdict !== undefined) return verdict;
    so = chain;
    await setImmediate();
  }
}

interface Chain {
  readonly seq: number;
  readonly previous: string;
}

/** The next rows after those that were right so far; a verdict at the first that is not, or at the end. */
function followChain(sql: DatabaseSync, so: Chain): { verdict?: AuditVerdict; chain: Chain } {
  let { seq, previous } = so;
  const broken = (at: number, reason: string) => ({
    verdict: { intact: false, seq: at, reason } as const,
    chain: so,
  });
  // Also what somebody put before the first row is seen.
  const after = seq === 0 ? Number.MIN_SAFE_INTEGER : seq;
  // Not bound: SQLite plans a statement anew whenever a bound limit is given.
  const rows = sql.prepare(`SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ${AT_ONCE}`).all(after);
  for (const raw of rows) {
    const row = Row.parse(raw);
    seq += 1;
    if (row.seq !== seq) return broken(seq, `row ${seq} is missing`);
    if (row.previous !== previous) return broken(seq, `row ${seq} does not follow row ${seq - 1}`);
    if (row.hash !== hashOf(seq, row.entry, previous))
      return broken(seq, `row ${seq} was changed after it was written`);
    previous = row.hash;
  }
  const chain = { seq, previous };
  if (rows.length === AT_ONCE) return { chain };
  const appended = appendedRows(sql);
  if (appended !== seq) return broken(seq + 1, `rows ${seq + 1} to ${appended} are missing`);
  return { verdict: { intact: true, rows: seq, head: previous }, chain };
}

/** SQLite's own count of what AUTOINCREMENT has given out survives a deletion of the newest rows. */
function appendedRows(sql: DatabaseSync): number {
  const row = sql.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").get();
  return z.object({ seq: z.number() }).optional().parse(row)?.seq ?? 0;
}

const hashOf = (seq: number, entry: string, previous: string): string =>
  digest("sha256", `${previous}\n${seq}\n${entry}`, "hex");
