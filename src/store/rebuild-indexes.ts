import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Database } from "#support/database.ts";
import { indexEntries } from "./change.ts";
import type { DocumentKind } from "./document.ts";

const Declared = z.object({ indexes: z.string() }).optional();
const Row = z.object({ id: z.string(), value: z.string() });

/** Makes a kind's index rows anew when its declared index names differ from those the file was written with. */
export function rebuildIndexes<T>(database: Database, kind: DocumentKind<T>): void {
  const indexes = Object.keys(kind.indexes).sort().join(" ");
  const upToDate = (sql: DatabaseSync): boolean => {
    const declared = sql.prepare("SELECT indexes FROM indexed_kind WHERE kind = ?").get(kind.name);
    return Declared.parse(declared)?.indexes === indexes;
  };
  // Asked before: a question must not cost a transaction.
  if (database.read(upToDate)) return;
  database.write((sql) => {
    sql.prepare("DELETE FROM document_index WHERE kind = ?").run(kind.name);
    const add = sql.prepare("INSERT INTO document_index VALUES (?, ?, ?, ?, ?)");
    for (const raw of sql.prepare("SELECT id, value FROM document WHERE kind = ?").all(kind.name)) {
      const row = Row.parse(raw);
      for (const { name, entry } of indexEntries(kind, kind.schema.parse(JSON.parse(row.value)))) {
        add.run(kind.name, name, entry.key, entry.position ?? 0, row.id);
      }
    }
    sql.prepare("INSERT OR REPLACE INTO indexed_kind VALUES (?, ?)").run(kind.name, indexes);
  });
}
