import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import type { Database } from "#support/database.ts";
import { AuditEntry } from "./audit.ts";

const Row = z.object({ entry: z.string() });
const Last = z.object({ seq: z.number().nullable() });

/** Rows that are looked through in one go, a few milliseconds' work: a guest that is frozen meanwhile hears its heartbeats. */
const AT_ONCE = 2_000;

/**
 * The newest row of this act on this subject. Looks through the audit from its end, since it has no index: for what a person
 * asks once in a while.
 */
export async function findAudit(
  database: Pick<Database, "read">,
  act: string,
  subject: string,
): Promise<AuditEntry | undefined> {
  let upTo = database.read(lastSeq);
  while (upTo > 0) {
    const found = database.read((sql) => newestAmong(sql, { from: upTo - AT_ONCE, upTo }, { act, subject }));
    if (found !== undefined) return found;
    upTo -= AT_ONCE;
    await setImmediate();
  }
  return undefined;
}

const lastSeq = (sql: DatabaseSync): number =>
  Last.parse(sql.prepare("SELECT max(seq) AS seq FROM audit").get()).seq ?? 0;

/** Few rows have both words anywhere in them, so that few are parsed. */
function newestAmong(
  sql: DatabaseSync,
  { from, upTo }: { readonly from: number; readonly upTo: number },
  wanted: { readonly act: string; readonly subject: string },
): AuditEntry | undefined {
  return sql
    .prepare(
      "SELECT entry FROM audit WHERE seq > ? AND seq <= ? AND instr(entry, ?) AND instr(entry, ?) ORDER BY seq DESC",
    )
    .all(from, upTo, JSON.stringify(wanted.act), JSON.stringify(wanted.subject))
    .map((row) => AuditEntry.parse(JSON.parse(Row.parse(row).entry)))
    .find(({ act, subject }) => act === wanted.act && subject === wanted.subject);
}
