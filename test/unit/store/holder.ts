/** Opens a store and keeps it until its stdin ends: `node holder.ts PATH`. Prints `open`, or why not and exits 1. */
import { once } from "node:events";
import { openDatabase } from "#store/open-database.ts";
import { systemClock } from "#support/clock.ts";

try {
  const database = openDatabase(process.argv[2] ?? "", { clock: systemClock });
  process.stdout.write("open\n");
  process.stdin.resume();
  await once(process.stdin, "end");
  database.close();
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
