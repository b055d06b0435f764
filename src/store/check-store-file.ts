import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import { verifyAudit } from "./audit.ts";

/** The newest schema of each part that this program knows. */
export type KnownSchemas = Readonly<Record<string, number>>;

/**
 * Opens a copy of a store that nobody else has and reads all of it: SQLite's own check, the schemas, the audit's hash chain.
 * Throws `refused` for a file that is no store, is damaged, or was written by a newer version.
 */
export async function checkStoreFile(
  file: string,
  known: KnownSchemas,
): Promise<{ readonly auditRows: number; readonly auditHead: string }> {
  const sql = new DatabaseSync(file);
  try {
    const damage = integrity(sql);
    if (damage !== "ok") throw damaged(file, damage);
    checkSchemas(sql, file, known);
    const verdict = await verifyAudit({ read: (query) => query(sql) });
    if (!verdict.intact) throw damaged(file, `audit row ${verdict.seq}: ${verdict.reason}`);
    return { auditRows: verdict.rows, auditHead: verdict.head };
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    throw damaged(file, cause instanceof Error ? cause.message : String(cause), cause);
  } finally {
    sql.close();
  }
}

/** `ok`, or the first thing that is wrong (sqlite.org/pragma.html#pragma_integrity_check). */
function integrity(sql: DatabaseSync): string {
  const rows = sql.prepare("PRAGMA integrity_check(1)").all();
  return z.array(z.object({ integrity_check: z.string() })).parse(rows)[0]?.integrity_check ?? "no answer";
}

function checkSchemas(sql: DatabaseSync, file: string, known: KnownSchemas): void {
  const rows = sql.prepare("SELECT part, version FROM schema_part").all();
  const parts = z.array(z.object({ part: z.string(), version: z.number() })).parse(rows);
  if (!parts.some(({ part }) => part === "store")) throw damaged(file, "it is no store of Freezeframe");
  for (const { part, version } of parts) {
    const newest = known[part] ?? 0;
    if (version <= newest) continue;
    throw new DomainError(
      "refused",
      `${file} has schema ${part} ${version}, but this Freezeframe knows ${part} up to ${newest}: a newer version wrote it`,
      { next: "use the version that wrote it, or an older backup" },
    );
  }
}

const damaged = (file: string, why: string, cause?: unknown): DomainError =>
  new DomainError("refused", `${file} is not a whole store: ${why}`, {
    next: "use another backup",
    ...(cause === undefined ? {} : { cause }),
  });
