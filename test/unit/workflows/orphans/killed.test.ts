import { join } from "node:path";
import { expect, test } from "vitest";
import { planCleanup } from "#domain/orphans/cleanup-plan.ts";
import { CleanupReport } from "#domain/orphans/cleanup-record.ts";
import { findOrphans } from "#domain/orphans/find-orphans.ts";
import { createEmbeddedEngine } from "#engine/embedded/embedded-engine.ts";
import { openDatabase } from "#store/open-database.ts";
import { createOrphanRecords } from "#store/orphan-records.ts";
import { openStore } from "#store/store.ts";
import { systemClock } from "#support/clock.ts";
import { CLEAN_ORPHANS } from "#workflows/names.ts";
import type { OrphanPorts } from "#workflows/orphan-ports.ts";
import { cleanOrphans } from "#workflows/orphans/clean-orphans.ts";
import { interestOf, knownWorld, protectedIn } from "#workflows/orphans/know-world.ts";
import { recordSighting } from "#workflows/orphans/record-sighting.ts";
import { scanCloud } from "#workflows/orphans/scan-cloud.ts";
import { temporaryDirectory } from "../../store/temporary-database.ts";
import { look } from "./judge.ts";
import { randomFrom } from "./random.ts";
import { attach, ourSet, restore } from "./random-world.ts";
import { smallPorts } from "./small-ports.ts";
import {
  APPLICATION,
  CLOUD,
  emptyWorld,
  HOUR,
  INSTANCE,
  OTHER_SERVER,
  type SmallWorld,
} from "./small-world.ts";

// The real workflow on the real engine and store; the process dies around a request to the cloud, before it was taken or after.

const RUN = "r-1-clean";
const signal = new AbortController().signal;
type Changing =
  | "detachVolume"
  | "deleteVolume"
  | "deleteRestoredGroup"
  | "deleteServer"
  | "deleteGroupSnapshot";
const changing: readonly Changing[] = [
  "detachVolume",
  "deleteVolume",
  "deleteRestoredGroup",
  "deleteServer",
  "deleteGroupSnapshot",
];

/** A world with much that may go; the store that knows of it lies on a disk. */
async function dirtyWorld(): Promise<{ world: SmallWorld; path: string; planned: readonly string[] }> {
  const world = emptyWorld();
  const random = { ...randomFrom(7), chance: (probability: number) => probability > 0.6 };
  ourSet(world, { ...random, pick: (from) => from[0] as never });
  for (let count = 0; count < 2; count += 1) restore(world, { ...random, pick: (from) => from[0] as never });
  for (const made of world.restores.values()) made.state = "left";
  const path = join(temporaryDirectory(), "store.db");
  const database = openDatabase(path, { clock: systemClock });
  const ports = portsOn(world, openStore(database));
  look(world);
  const before = await protectedIn(CLOUD, ports, signal);
  const { scan } = await scanCloud(CLOUD, ports.cloud(CLOUD).scan, interestOf(INSTANCE, before), signal);
  const { orphans } = findOrphans(scan, await knownWorld(scan, { at: world.now, before }, ports));
  await recordSighting({ runId: "scan", cloud: CLOUD, at: world.now, orphans, there: new Set() }, ports);
  const records = (await ports.orphans.records.list()).map(({ record }) => ({
    ...record,
    told: { at: record.foundAt, where: "test" },
  }));
  world.now += 25 * HOUR;
  const plan = planCleanup(records, {
    ...{ instance: INSTANCE, application: APPLICATION, cloud: CLOUD, at: world.now },
    ...{ graceMs: 24 * HOUR, blastCap: 100 },
  });
  await ports.orphans.records.saveCleanup({ id: RUN, plan, requestedBy: "U0OPS", state: "planned" });
  await ports.orphans.records.saveScan(scanned(world.now));
  database.close();
  return { world, path, planned: plan.items.map(({ kind, thing }) => `${kind} ${thing}`) };
}

const scanned = (at: number) => ({
  ...{ cloud: CLOUD, runId: "scan", startedAt: at, endedAt: at, aheadMs: 0, orphans: 0 },
  looked: { sets: 0, snapshots: 0, groups: 0, volumes: 0, servers: 0 },
  ...{ adoptable: [], adoptableCount: 0, unknown: [], unknownCount: 0 },
});

function portsOn(world: SmallWorld, store: ReturnType<typeof openStore>): OrphanPorts {
  const ports = smallPorts(world);
  const { hold } = ports.orphans.records;
  const records = { ...createOrphanRecords({ store, clock: ports.clock }), hold };
  return { ...ports, orphans: { ...ports.orphans, records } };
}

interface Death {
  /** At this request to the cloud that changes something. */
  readonly at: number;
  readonly when: "before" | "after";
}

/** One process on the store. It dies as a process does: what it waits for never comes, and nothing more of it is written. */
async function live(world: SmallWorld, path: string, death?: Death): Promise<CleanupReport | "died"> {
  const database = openDatabase(path, { clock: systemClock });
  const died = Promise.withResolvers<"died">();
  const real = portsOn(world, openStore(database));
  let asked = 0;
  const cloud = real.cloud(CLOUD);
  const mortal = Object.fromEntries(
    changing.map((name) => [
      name,
      async (...given: never[]) => {
        asked += 1;
        const act = cloud[name] as (...all: never[]) => Promise<unknown>;
        if (asked !== death?.at) return act(...given);
        if (death.when === "after") await act(...given);
        died.resolve("died");
        return new Promise(() => undefined);
      },
    ]),
  );
  const ports: OrphanPorts = { ...real, cloud: () => ({ ...cloud, ...mortal }) };
  const engine = createEmbeddedEngine({
    database,
    clock: systemClock,
    workflows: { [CLEAN_ORPHANS]: (ctx, input) => cleanOrphans(ctx, input, ports) },
  });
  await engine.recover();
  await engine.start(CLEAN_ORPHANS, RUN, { application: APPLICATION, requestedBy: "U0OPS" });
  const ended = await Promise.race([engine.ended(RUN), died.promise]);
  if (ended !== "died") await engine.close();
  database.close();
  return ended === "died" ? ended : CleanupReport.parse(ended.result);
}

test("killed around any request to the cloud and taken up again: all of the plan goes, each once, and nothing else", async () => {
  const { planned } = await dirtyWorld();
  expect(planned.length).toBeGreaterThan(4);
  for (let at = 1; at <= planned.length; at += 1)
    for (const when of ["before", "after"] as const) {
      const { world, path } = await dirtyWorld();
      expect(await live(world, path, { at, when })).toBe("died");
      const report = await live(world, path);
      expect(world.deleted).toEqual(planned);
      expect(report).toMatchObject({ items: planned.map(() => ({ outcome: "deleted" })) });
    }
});

test("what was taken into use while nobody was alive stays, also when its deletion was the one that was begun", async () => {
  const { world, path, planned } = await dirtyWorld();
  const at = planned.findIndex((one) => one.startsWith("volume ")) + 1;
  expect(await live(world, path, { at, when: "before" })).toBe("died");
  const id = planned[at - 1]?.slice("volume ".length) ?? "";
  const volume = world.volumes.get(id);
  if (volume === undefined) throw new Error(`there is no volume ${id}`);
  attach(world, volume, OTHER_SERVER);
  const report = await live(world, path);
  expect(world.volumes.has(id)).toBe(true);
  expect(report).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ thing: id, outcome: "skipped", why: expect.stringContaining(OTHER_SERVER) }),
    ]),
  });
});
