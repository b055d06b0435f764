import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmbeddedEngine } from "#engine/embedded/embedded-engine.ts";
import type { Engine } from "#engine/port.ts";
import { openDatabase } from "#store/open-database.ts";
import { systemClock } from "#support/clock.ts";
import type { Database } from "#support/database.ts";
import { engineConformance } from "./engine-conformance.ts";

engineConformance("one SQLite file", async () => {
  const directory = await mkdtemp(join(tmpdir(), "freezeframe-engine-"));
  let database: Database | undefined;
  let engine: Engine | undefined;
  const restart = async (): Promise<void> => {
    await engine?.close();
    database?.close();
  };
  return {
    open: async (workflows) => {
      database = openDatabase(join(directory, "store.db"), { clock: systemClock });
      engine = createEmbeddedEngine({ database, clock: systemClock, workflows });
      return engine;
    },
    restart,
    dispose: async () => {
      await restart();
      await rm(directory, { recursive: true });
    },
  };
});
