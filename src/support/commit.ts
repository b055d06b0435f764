import type { Change, Database } from "./database.ts";

/**
 * One durable transaction: done for every reader of this process when this returns, on disk when the promise resolves.
 * Rejects with what `change` throws itself; then nothing was written.
 */
export async function commit<T>(database: Database, change: Change<T>): Promise<T> {
  const result = database.write(change);
  await database.durable();
  return result;
}
