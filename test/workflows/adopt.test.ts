import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { loadInstallation } from "#config/load.ts";
import type { Actor } from "#domain/permission.ts";
import type { World } from "../../playground/world.ts";
import { type Bot, newWorld, startBot } from "./bot.ts";
import { type RestoreBot, startRestoreBot } from "./restore-bot.ts";

const signal = new AbortController().signal;
const operator: Actor = { slackId: "U0PLAYGROUND", name: "playground" };

/** As after the loss of the disk that the store was on. */
async function wipeStore(world: World): Promise<void> {
  const { config } = await loadInstallation({ configPath: world.config, cwd: world.directory, env: {} });
  await rm(dirname(config.store.path), { recursive: true });
}

async function afterTheLoss(world: World, before: Bot): Promise<Bot> {
  await before.close();
  await wipeStore(world);
  return startBot(world);
}

const labelsOf = async (bot: Bot, application: string) =>
  (await bot.ports.records.points(application)).map(({ id, label }) => ({
    id,
    grade: label.grade,
    text: label.text,
  }));

describe("the store is lost", () => {
  test("every point comes back with the label that it had, and is known from then on", async () => {
    const world = await newWorld();
    const before = await startBot(world);
    const names = ["orders-db", "orders-db-loop"];
    for (const name of names) await before.snapshot(name);
    const had = await Promise.all(names.map((name) => labelsOf(before, name)));
    const bot = await afterTheLoss(world, before);
    const labels = () => Promise.all(names.map((name) => labelsOf(bot, name)));

    const plan = await bot.operations.planAdoption(undefined, signal);
    expect(plan).toMatchObject({ known: 0 });
    expect(plan.found.map(({ verdict }) => verdict)).toEqual(["adopt", "adopt"]);
    expect(await labels()).toEqual([[], []]);

    const one = await bot.operations.adopt({ application: "orders-db", actor: operator }, signal);
    expect(one.adopted).toHaveLength(1);
    expect((await labels()).map(({ length }) => length)).toEqual([1, 0]);
    const { adopted } = await bot.operations.adopt({ actor: operator }, signal);
    expect(adopted).toHaveLength(1);
    const adoptedText = (of: (typeof had)[number]) =>
      of.map((label) => ({ ...label, text: `${label.text}, adopted` }));
    expect(await labels()).toEqual(had.map(adoptedText));
    expect(await bot.operations.adopt({ actor: operator }, signal)).toEqual({
      found: [],
      known: 2,
      adopted: [],
    });
    expect(await bot.operations.auditVerify()).toMatchObject({ intact: true });
  });

  test("nobody but an operator may adopt", async () => {
    const world = await newWorld();
    const before = await startBot(world);
    await before.snapshot("orders-db");
    const bot = await afterTheLoss(world, before);
    const stranger = { slackId: "U0STRANGER", name: "stranger" };
    await expect(bot.operations.adopt({ actor: stranger }, signal)).rejects.toMatchObject({
      kind: "not-permitted",
    });
    expect(await labelsOf(bot, "orders-db")).toEqual([]);
  });

  test("a forged grade is refused, whatever it says, and nothing else is", async () => {
    const world = await newWorld();
    const before = await startBot(world);
    await before.snapshot("orders-db");
    await before.snapshot("orders-db-loop");
    const sets = await world.control.groupSnapshots();
    const forged = sets.find(({ name }) => name?.includes("/orders-db-loop/"));
    const cloud = before.ports.cloud(before.operations.application("orders-db-loop").cloud);
    await cloud.setSnapshotMetadata(forged?.members[0]?.id ?? "", { "freezeframe:grade": "B" }, signal);
    const bot = await afterTheLoss(world, before);
    const { found, adopted } = await bot.operations.adopt({ actor: operator }, signal);
    expect(adopted).toHaveLength(1);
    const refused = found.filter(({ verdict }) => verdict === "refused");
    expect(refused).toMatchObject([{ application: "orders-db-loop", groupSnapshotId: forged?.id }]);
    expect(await labelsOf(bot, "orders-db-loop")).toEqual([]);
  });

  test("killed between two points, it is run again and finds the others", async () => {
    const world = await newWorld();
    const before = await startBot(world);
    await before.snapshot("orders-db");
    await before.snapshot("orders-db-loop");
    const bot = await afterTheLoss(world, before);
    const stop = new AbortController();
    const { adopt } = bot.ports.adoptions;
    Object.assign(bot.ports.adoptions, {
      adopt: async (...given: Parameters<typeof adopt>) => {
        stop.abort(new Error("killed"));
        return adopt(...given);
      },
    });
    await expect(bot.operations.adopt({ actor: operator }, stop.signal)).rejects.toThrow("killed");
    await bot.close();
    const next = await startBot(world);
    const { known, adopted } = await next.operations.adopt({ actor: operator }, signal);
    expect([known, adopted?.length]).toEqual([1, 1]);
  });
});

test("a store that is whole knows all that it has stamped", async () => {
  const world = await newWorld();
  const bot = await startBot(world);
  await bot.snapshot("orders-db");
  expect(await bot.operations.planAdoption(undefined, signal)).toEqual({ found: [], known: 1 });
});

test("points of another instance in the same project are not looked at", async () => {
  const world = await newWorld();
  const before = await startBot(world);
  await before.snapshot("orders-db");
  const bot = await afterTheLoss(world, before);
  const other = { ...bot.ports.cloud(bot.operations.application("orders-db").cloud) };
  const seen: string[] = [];
  for await (const { groupSnapshotId } of other.stampedSets("another", signal)) seen.push(groupSnapshotId);
  expect(seen).toEqual([]);
});

describe("an adopted point", () => {
  async function adoptedPoint(
    before: (bot: RestoreBot, world: World) => Promise<unknown> = async () => undefined,
  ) {
    const world = await newWorld({ writeEveryMs: 0 });
    const first = await startRestoreBot(world);
    const { point: id = "" } = await first.bot.snapshot("orders-db");
    await before(first, world);
    await first.bot.close();
    await wipeStore(world);
    const restoring = await startRestoreBot(world);
    await restoring.bot.operations.adopt({ actor: operator }, signal);
    return { world, id, ...restoring };
  }

  test("is tested like any other, and comes back as tested when the store is lost again", async () => {
    const { world, id, bot, ports, test: testOne } = await adoptedPoint();
    expect(await testOne("orders-db", id)).toMatchObject({ verdict: "passed", nothingLeft: true });
    const text = "application-consistent (verified freeze), tested, adopted";
    expect((await ports.records.point(id))?.label).toMatchObject({ grade: "A", text });
    const again = await afterTheLoss(world, bot);
    await again.operations.adopt({ actor: operator }, signal);
    expect((await again.ports.records.point(id))?.label).toMatchObject({ grade: "A", text });
  });

  test("that had failed its restore test has no grade", async () => {
    const { id, ports } = await adoptedPoint(async ({ test: testOne }, world) => {
      await world.control.recoveryFault({ kind: "check-fails", check: "amcheck", text: "torn page" });
      expect(await testOne("orders-db")).toMatchObject({ verdict: "failed" });
    });
    const kept = await ports.records.point(id);
    expect(kept?.label.grade).toBeUndefined();
    expect(kept?.label.text).toBe("failed its restore test (checks): was grade A, adopted");
  });
});
