import { migrate } from "#store/migrate.ts";
import type { Database } from "#support/database.ts";

/** The database, whose process kills itself with SIGKILL at one of its writes. */
export function killedAt(database: Database, moment: string | undefined, number: number): Database {
  let writes = 0;
  const wrapped: Database = {
    ...database,
    write: (change) => {
      writes += 1;
      const now = (at: string): void => {
        if (moment === at && writes === number) die();
      };
      now("before");
      const result = database.write((sql) => {
        const changed = change(sql);
        now("inside");
        return changed;
      });
      now("after");
      return result;
    },
    durable: async () => {
      const written = writes;
      await database.durable();
      if (moment === "durable" && written >= number) die();
    },
    migrate: (part, migrations) => migrate(wrapped, part, migrations),
  };
  return wrapped;
}

function die(): never {
  process.kill(process.pid, "SIGKILL");
  // The signal may take an instant; nothing more may happen in it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  throw new Error("unreachable: this process was killed");
}
