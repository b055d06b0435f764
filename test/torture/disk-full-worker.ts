/**
 * Runs one workflow on a store whose file may grow by a few pages only.
 *
 *     node test/torture/disk-full-worker.ts DIRECTORY PAGES
 *
 * Prints each effect as it happens; `compensated` if the workflow ever saw an error.
 */
import { join } from "node:path";
import { createEmbeddedEngine } from "#engine/embedded/embedded-engine.ts";
import type { BoundWorkflow } from "#engine/port.ts";
import { openDatabase } from "#store/open-database.ts";
import { systemClock as clock } from "#support/clock.ts";

const [directory = "", pages = "0"] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const fill: BoundWorkflow = async (ctx) => {
  try {
    for (let part = 1; part <= 5; part++) {
      await ctx.step(`part#${part}`, async () => {
        say(`did part ${part}`);
        return "x".repeat(60_000);
      });
    }
  } catch {
    say("compensated");
  }
  return "filled";
};

const database = openDatabase(join(directory, "store.db"), { clock });
const engine = createEmbeddedEngine({ database, clock, workflows: { "fill@1": fill } });
if (pages !== "0") {
  database.read((sql) => {
    const used = Number(sql.prepare("PRAGMA page_count").get()?.page_count);
    sql.exec(`PRAGMA max_page_count = ${used + Number(pages)}`);
  });
}
await engine.recover();
await engine.start("fill@1", "r1", null);
const view = await engine.ended("r1");
say(`${view.state} ${JSON.stringify(view.result)}`);
await engine.close();
database.close();
