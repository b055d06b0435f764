import { expect, test } from "vitest";
import type { ApplicationDir, Document } from "../harness/application-dir.ts";
import { type CanaryReader, canaryReader } from "../harness/canary-reader.ts";
import { addFault } from "../harness/faults.ts";
import { guestLoad } from "../harness/guest-load.ts";
import { lab } from "../harness/lab.ts";
import { installReadingHook, readByHook } from "../harness/reading-hook.ts";
import { restoreDir, withoutFreeze } from "../harness/restore.ts";
import { pointNow, restoreTest, takePoint } from "../harness/restore-test.ts";
import { runningBot } from "../harness/running-bot.ts";
import { SCRATCH_SERVER, scratchApplication } from "../harness/scratch-application.ts";
import { makeGroup } from "../harness/scratch-group.ts";

// The canary of a real bot on real Cinder groups, while something writes to each volume all the time. Whatever a point's restore
// test would read is read where its members lie on the back end; for the first C point by its restore test, too.

const here = await lab();
const PATIENCE = 1_800_000;

/** What became of one point. */
interface Told {
  readonly canary: string;
  /** Before it was read, and now. */
  readonly grades: readonly [string, string];
}

type Read = (dir: ApplicationDir, point: Document) => Promise<Told>;

test("a point of a looping back end is found torn in at least 8 of 10 tries", {
  timeout: PATIENCE,
}, async () => {
  await using dir = await loopingDir(withoutFreeze);
  const told = await readOnly(10, dir);
  expect(told.map(({ grades }) => grades)).toEqual(told.map(() => ["D", "D"]));
  const torn = told.filter(({ canary }) => /^torn \(\d\.\d–\d\.\d s\)$/.test(canary));
  expect(torn.length, textsOf(told)).toBeGreaterThanOrEqual(8);
});

test("a frozen point is found torn in none of 20 tries, although its back end looped", {
  timeout: PATIENCE,
}, async () => {
  const roles = ["data", "wal", "config"];
  await using dir = await loopingDir((manifest) => {
    manifest.quiesce.stages = [[{ kind: "fsfreeze", server: "orders-db-loop-1", roles }]];
    manifest.quiesce.budget = "30s";
    manifest.objectives.grade = "B";
  });
  const told = await readOnly(20, dir);
  expect(told.map(({ grades }) => grades)).toEqual(told.map(() => ["B", "B"]));
  expect(untorn(told), textsOf(told)).toHaveLength(20);
  expect(told.filter(({ canary }) => !canary.includes("; the freeze covered these volumes"))).toEqual([]);
});

test("a C point of an atomic back end with slow members is found torn in none of 20 tries, and stays a C", {
  timeout: PATIENCE,
}, async () => {
  await using _hook = await installReadingHook();
  await using group = await makeGroup(here, {
    groupType: "consistent",
    volumeType: "atomic",
    roles: ["data", "wal", "config"],
    attachTo: SCRATCH_SERVER,
  });
  const watched = scratchApplication(group, (manifest) => {
    readByHook(manifest);
    manifest.quiesce.canary = true;
  });
  await using dir = await restoreDir(here, "shop", watched);
  const slow = { op: "create_snapshot", action: "delay", seconds: 0.3, match: group.name } as const;
  await using _slow = await addFault(`slow-${dir.instance}`, slow);
  await using _bot = await runningBot(dir, PATIENCE);
  const mounts = group.volumes.map(({ mount }) => mount);
  await using _load = guestLoad(SCRATCH_SERVER, mounts, PATIENCE);
  await using reader = await canaryReader(here);
  const first = await times(1, dir, tested);
  const others = await times(19, dir, readBy(reader, "atomic"));
  const told = [...first, ...others];
  expect(told.map(({ grades }) => grades)).toEqual(told.map(() => ["C", "C"]));
  expect(untorn(told), textsOf(told)).toHaveLength(20);
});

const untorn = (told: readonly Told[]): readonly Told[] =>
  told.filter(({ canary }) => /^no tear found \(would see >= \d\.\d s\)/.test(canary));

const textsOf = (told: readonly Told[]): string => told.map(({ canary }) => canary).join("\n");

/** A database on a back end that takes its volumes one after another, a second each. */
const loopingDir = (change: (manifest: Document) => void): Promise<ApplicationDir> =>
  restoreDir(here, "orders-db-loop", (manifest) => {
    change(manifest);
    manifest.quiesce.canary = true;
  });

/** So many points under load, none of which is restored. */
async function readOnly(count: number, dir: ApplicationDir): Promise<readonly Told[]> {
  const [server] = here.application(dir.application).servers;
  await using _bot = await runningBot(dir, PATIENCE);
  const mounts = server?.volumes.map(({ mount }) => mount) ?? [];
  await using _load = guestLoad(server?.server ?? "", mounts, PATIENCE);
  await using reader = await canaryReader(here);
  return await times(count, dir, readBy(reader, "generic"));
}

/** Takes points; each is read while the next one is taken. */
async function times(count: number, dir: ApplicationDir, read: Read): Promise<readonly Told[]> {
  const told: Promise<Told>[] = [];
  for (let n = 0; n < count; n += 1) {
    const point = await takePoint(dir);
    await told.at(-1);
    told.push(read(dir, point));
  }
  return await Promise.all(told);
}

const readBy =
  (reader: CanaryReader, volumeType: "atomic" | "generic"): Read =>
  async (_dir, point) => {
    const { text } = await reader.told(point, volumeType);
    return { canary: text, grades: [point.label.grade, point.label.grade] };
  };

const tested: Read = async (dir, { id, label }) => {
  const { result } = await restoreTest(dir, id);
  expect(result).toMatchObject({ verdict: "passed", nothingLeft: true });
  return { canary: result.canary, grades: [label.grade, (await pointNow(dir, id)).label.grade] };
};
