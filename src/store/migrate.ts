import { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import type { Database } from "#support/database.ts";

const Row = z.object({ version: z.number() }).optional();

/** See {@link Database.migrate}. The number of applied migrations is kept per part in `schema_part`. */
export function migrate(database: Database, part: string, migrations: readonly string[]): void {
  database.write((sql) => {
    sql.exec(
      "CREATE TABLE IF NOT EXISTS schema_part (part TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT",
    );
    const row = sql.prepare("SELECT version FROM schema_part WHERE part = ?").get(part);
    const found = Row.parse(row)?.version ?? 0;
    if (found > migrations.length) {
      throw new DomainError(
        "refused",
        `the store ${database.path} has schema ${part} ${found}, but this Freezeframe knows ${part} up to ${migrations.length}: a newer version wrote it`,
        { next: "start the newer version again, or restore the copy of the store made before the upgrade" },
      );
    }
    for (const migration of migrations.slice(found)) sql.exec(migration);
    sql.prepare("INSERT OR REPLACE INTO schema_part VALUES (?, ?)").run(part, migrations.length);
  });
}
