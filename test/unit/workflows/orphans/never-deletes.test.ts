import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { cleanupDigest, planCleanup } from "#domain/orphans/cleanup-plan.ts";
import { findOrphans } from "#domain/orphans/find-orphans.ts";
import type { OrphanPorts } from "#workflows/orphan-ports.ts";
import { deleteOrphan } from "#workflows/orphans/delete-orphan.ts";
import { interestOf, knownWorld, protectedIn } from "#workflows/orphans/know-world.ts";
import { recordSighting } from "#workflows/orphans/record-sighting.ts";
import { scanCloud } from "#workflows/orphans/scan-cloud.ts";
import { crime, look } from "./judge.ts";
import { happen } from "./mutations.ts";
import { type Random, randomFrom } from "./random.ts";
import { randomWorld } from "./random-world.ts";
import { smallPorts } from "./small-ports.ts";
import { APPLICATION, CLOUD, HOUR, INSTANCE, type SmallWorld } from "./small-world.ts";

// The real scan, rules, plan and deletion on clouds in memory. A deletion is judged at the moment at which it is asked for, by
// what is true of the world and not by what anything is called.

const signal = new AbortController().signal;
/** The torture tests look at 12,000. */
const WORLDS = 1_000 * inject("thorough");

async function scan(world: SmallWorld, ports: OrphanPorts) {
  look(world);
  const before = await protectedIn(CLOUD, ports, signal);
  const { scan: seen } = await scanCloud(
    CLOUD,
    ports.cloud(CLOUD).scan,
    interestOf(INSTANCE, before),
    signal,
  );
  const { orphans } = findOrphans(seen, await knownWorld(seen, { at: world.now, before }, ports));
  await recordSighting({ runId: "scan", cloud: CLOUD, at: world.now, orphans, there: new Set() }, ports);
  for (const { record } of world.records.values()) record.told ??= { at: world.now, where: "test" };
}

const planOf = (world: SmallWorld) =>
  planCleanup(
    [...world.records.values()].map(({ record }) => record),
    {
      ...{ instance: INSTANCE, application: APPLICATION, cloud: CLOUD, at: world.now },
      ...{ graceMs: 24 * HOUR, blastCap: 1_000 },
    },
  );

/** Whatever happens before the plan, after it and between two deletions. */
async function live(world: SmallWorld, random: Random, much: number): Promise<number> {
  await scan(world, smallPorts(world));
  expect(planOf(world).items).toEqual([]);
  world.now += 25 * HOUR;
  for (let count = random.upTo(much); count > 0; count -= 1) happen(world, random);
  if (random.chance(0.3)) {
    await scan(world, smallPorts(world));
    if (random.chance(0.5)) world.now += 25 * HOUR;
  }
  const plan = planOf(world);
  const ports = smallPorts(world);
  expect(cleanupDigest(plan)).toBe(cleanupDigest({ ...plan, plannedAt: 0, stays: [] }));
  for (const item of plan.items) {
    for (let count = random.upTo(much); count > 0; count -= 1) happen(world, random);
    const before = world.deleted.length;
    const done = await deleteOrphan(
      item,
      { ...ports, orphans: smallPorts(world).orphans },
      { signal, execution: 1 },
    );
    if (done.outcome !== "deleted") expect(world.deleted).toHaveLength(before);
    expect(done.why ?? "").not.toContain("CRIME");
  }
  return world.deleted.length;
}

test(`in ${WORLDS} random worlds nothing protected, in use, foreign, live, recorded, unexpired or changed is ever deleted`, async () => {
  let deleted = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0 }), async (seed) => {
      const random = randomFrom(seed);
      deleted += await live(randomWorld(random), random, 3);
    }),
    { numRuns: WORLDS },
  );
  // A clean-up that deletes nothing would be innocent, too.
  expect(deleted).toBeGreaterThan(WORLDS / 10);
}, 600_000);

test("where nothing happens meanwhile, a clean-up leaves nothing that may go", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0 }), async (seed) => {
      const world = randomWorld(randomFrom(seed));
      await live(world, randomFrom(seed), 0);
      await scan(world, smallPorts(world));
      const over = [...world.records.values()].filter(
        ({ record }) => (record.told?.at ?? world.now) + 24 * HOUR <= world.now,
      );
      const left = over.map(({ record }) => record.orphan);
      const may = left.filter(({ by, stays }) => by === "clean-up" && stays === undefined);
      // A look at the moment of the deletion sees more than a scan, such as a snapshot that somebody has of it.
      expect(
        may.filter(({ kind, thing, server }) => crime(world, kind, thing, server) === undefined),
      ).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
