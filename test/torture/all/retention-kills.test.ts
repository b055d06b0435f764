import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished, test as spec } from "vitest";
import { z } from "zod";
import type { World } from "../../../playground/world.ts";
import { newWorld } from "../../workflows/bot.ts";
import { startRetentionBot } from "../../workflows/retention-bot.ts";
import { oneLife } from "../lives.ts";

const APP = "orders-db";
const HOUR = 3_600_000;
const program = fileURLToPath(new URL("../retention-worker.ts", import.meta.url));

const Report = z.object({
  result: z.object({ pruned: z.array(z.string()), left: z.array(z.unknown()) }),
  writes: z.number(),
  /** Of the audit. */
  pruned: z.array(z.string()),
  intact: z.boolean(),
});

/** Points of which two go and one stays, in a store of their own. */
async function prepared(world: World): Promise<{ ids: string[]; sets: string[] }> {
  await rm(join(world.directory, "var"), { recursive: true, force: true });
  const { bot, point, ports } = await startRetentionBot(world);
  const made = [];
  for (const ago of [3, 2, 1]) made.push(await point(APP, ports.clock.now() - ago * HOUR));
  await bot.close();
  return { ids: made.map(({ id }) => id), sets: made.map(({ groupSnapshotId }) => groupSnapshotId) };
}

spec(
  "killed at any write, a run of retention takes what it said and nothing else, each once",
  async ({ expect }) => {
    const root = await mkdtemp(join(tmpdir(), "freezeframe-retention-"));
    onTestFinished(() => rm(root, { recursive: true }));
    const world = await newWorld({ atomicMs: 1 });
    await world.setManifest(APP, { top: { approve: [], retention: { last: 1 } } });
    const whole = await prepared(world);
    const first = Report.parse(JSON.parse((await oneLife(root, [world.config], undefined, program)).report));
    expect(first).toMatchObject({ pruned: whole.ids.slice(0, 2), intact: true });
    let killed = 0;
    for (let write = 1; write <= first.writes; write++) {
      const { ids, sets } = await prepared(world);
      const life = await oneLife(root, [world.config], { moment: "before", write }, program);
      if (life.killed) killed += 1;
      const { report } = life.killed ? await oneLife(root, [world.config], undefined, program) : life;
      const words = `killed before write ${write}`;
      const { pruned, result, intact } = Report.parse(JSON.parse(report));
      expect([pruned, intact, result.left], words).toEqual([ids.slice(0, 2), true, []]);
      const there = (await world.control.groupSnapshots())
        .map(({ id }) => id)
        .filter((id) => sets.includes(id));
      expect(there, words).toEqual(sets.slice(2));
    }
    expect(killed).toBeGreaterThan(8);
    expect(await world.control.orphans()).toEqual([]);
  },
  300_000,
);
