import { journalMigrations } from "#engine/embedded/migrations.ts";
import { storeMigrations } from "#store/migrations.ts";

/** The newest schema of each part of the store that this program knows. */
export const knownSchemas = { store: storeMigrations.length, engine: journalMigrations.length } as const;
