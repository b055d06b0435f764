import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "#store/open-database.ts";
import { openStore } from "#store/store.ts";
import { systemClock } from "#support/clock.ts";
import type { Database } from "#support/database.ts";
import { storeConformance } from "./store-conformance.ts";

storeConformance("one SQLite file", async () => {
  const directory = await mkdtemp(join(tmpdir(), "freezeframe-store-"));
  let database: Database | undefined;
  const restart = async (): Promise<void> => database?.close();
  return {
    open: async () => {
      database = openDatabase(join(directory, "store.db"), { clock: systemClock });
      return openStore(database);
    },
    restart,
    dispose: async () => {
      await restart();
      await rm(directory, { recursive: true });
    },
  };
});
