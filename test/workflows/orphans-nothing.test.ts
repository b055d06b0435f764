import { copyFile, rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { loadInstallation } from "#config/load.ts";
import type { World } from "../../playground/world.ts";
import { newWorld } from "./bot.ts";
import { type OrphanBot, startOrphanBot } from "./orphan-bot.ts";

// Where what this installation knows is not what is: nothing is ever deleted.

const never = new AbortController().signal;
const unasked = { top: { approve: [] } };

/** The store's file and what belongs to it. */
async function storeOf(world: World): Promise<readonly string[]> {
  const { config } = await loadInstallation({ configPath: world.config, cwd: world.directory, env: {} });
  return ["", "-wal", "-shm"].map((end) => `${config.store.path}${end}`);
}

const remove = async (world: World) => {
  for (const file of await storeOf(world)) await rm(file, { force: true });
};

async function debris(world: World, bot: OrphanBot): Promise<void> {
  await world.control.fault({ kind: "create-fails", volume: "orders-db-data" }, 1);
  await bot.bot.snapshot("orders-db");
}

/** Everything that the project has, by id. */
async function all(world: World): Promise<string[]> {
  const sets = await world.control.groupSnapshots();
  const volumes = await world.control.volumes();
  return [...sets, ...volumes].map(({ id }) => id).sort();
}

async function expectNothingGoes(world: World, bot: OrphanBot): Promise<void> {
  const before = await all(world);
  await bot.scan();
  const cleaned = await bot.clean("orders-db");
  expect("items" in cleaned ? cleaned.items.map(({ outcome }) => outcome) : []).not.toContain("deleted");
  expect(await all(world)).toEqual(before);
}

async function worldWithDebris() {
  const world = await newWorld();
  await world.setManifest("orders-db", unasked);
  const bot = await startOrphanBot(world);
  return { world, bot };
}

/** All that a bot has made is there, and nothing knows of it. */
async function worldWithLostStore() {
  const { world, bot } = await worldWithDebris();
  await debris(world, bot);
  await bot.bot.snapshot("orders-db");
  await bot.restore("orders-db");
  await bot.bot.close();
  await remove(world);
  return world;
}

test("a store that was deleted: nothing can be proved, and points of ours are to be adopted first", async () => {
  const world = await worldWithLostStore();
  const after = await startOrphanBot(world);
  await expectNothingGoes(world, after);
  expect(await after.clean("orders-db")).toMatchObject({
    outcome: "refused",
    why: expect.stringMatching(/^adopt first: /),
    next: "freezeframe adopt",
  });
});

test("a store of yesterday: whatever was made since is not known, so it stays", async () => {
  const { world, bot } = await worldWithDebris();
  await bot.bot.snapshot("orders-db");
  await bot.bot.close();
  const [store = ""] = await storeOf(world);
  await copyFile(store, `${store}.yesterday`);
  const today = await startOrphanBot(world);
  await debris(world, today);
  await today.bot.snapshot("orders-db");
  await today.bot.close();
  await remove(world);
  await copyFile(`${store}.yesterday`, store);
  const restored = await startOrphanBot(world);
  await expectNothingGoes(world, restored);
  expect((await restored.ports.orphans.records.scans())[0]).toMatchObject({
    adoptableCount: 1,
    unknownCount: 1,
  });
  expect(await restored.clean("orders-db")).toMatchObject({ outcome: "refused" });
});

test("another installation on the same project: what is the other's is nobody's orphan here", async () => {
  const world = await worldWithLostStore();
  const other = await startOrphanBot(world);
  Object.assign(other.ports, { instance: "another" });
  await expectNothingGoes(world, other);
  // What it sees of our volumes it calls another tool's.
  expect(new Set((await other.scan()).map(({ orphan }) => orphan.by))).toEqual(new Set(["owner"]));
});

test("a volume that was renamed, or has lost its mark, since the plan: it is not the restore's any more", async () => {
  const { world, bot } = await worldWithDebris();
  await bot.bot.snapshot("orders-db");
  const report = await bot.restore("orders-db");
  const record = await bot.ports.restores.get(report.runId);
  if (record?.report === undefined) throw new Error("the restore has no report");
  const over = { ...record.report, expiresAt: record.startedAt - 60_000 };
  await bot.ports.restores.save({ ...record, report: over });
  await bot.scan();
  const cloud = bot.ports.cloud(bot.ports.application("orders-db").cloud);
  for (const { volumeId } of report.volumes)
    await cloud.nameVolume(volumeId, { name: "orders-data-in-use", metadata: {} }, never);
  await expectNothingGoes(world, bot);
});
