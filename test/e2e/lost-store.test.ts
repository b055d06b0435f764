import { readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadInstallation } from "#config/load.ts";
import { startWorld, type World } from "../../playground/world.ts";
import { here, json } from "./freezeframe.ts";

// One installation; the tests go on where the one before has ended, as a user would.
let world: World;
let store: string;
let backup: string;
beforeAll(async () => {
  world = await startWorld({ writeEveryMs: 0, atomicMs: 20, memberMs: 20 });
  const { config } = await loadInstallation({ configPath: world.config, cwd: world.directory, env: {} });
  store = config.store.path;
  backup = join(world.directory, "copy.sqlite");
});
afterAll(() => world[Symbol.asyncDispose]());

const labels = async () => {
  const { result } = await json(world, "points", "orders-db");
  return result.map(({ id, label }: { id: string; label: { grade: string; text: string } }) => [
    id,
    label.grade,
    label.text,
  ]);
};

test("store backup: a whole copy, for the bot's user alone, and never over a file", async () => {
  expect((await here(world, "snapshot", "orders-db")).status).toBe(0);
  const { status, result } = await json(world, "store", "backup", backup);
  expect([status, result.file]).toEqual([0, backup]);
  expect(result.auditRows).toBeGreaterThan(0);
  expect((await stat(backup)).mode & 0o777).toBe(0o600);
  const again = await here(world, "store", "backup", backup);
  expect([again.status, again.stderr]).toEqual([3, expect.stringContaining("never written over anything")]);
  const own = await here(world, "store", "backup");
  expect(own.stdout).toContain(join(dirname(store), "backups", "freezeframe-"));
});

test("adopt: a store that is whole has nothing to adopt", async () => {
  const { stdout, status } = await here(world, "adopt");
  expect([status, stdout]).toEqual([0, "nothing to adopt: 1 stamped set known to the store already\n"]);
});

test("adopt: shows what a lost store had, and takes it in when told to", async () => {
  expect((await here(world, "snapshot", "orders-db-loop")).status).toBe(0);
  const before = await labels();
  await rm(dirname(store), { recursive: true });
  const shown = await here(world, "adopt");
  expect(shown.status).toBe(0);
  expect(shown.stdout).toMatch(
    /orders-db-\d{8}-\d{6}-[0-9a-f]{4} +A +.*application-consistent \(verified freeze\), adopted/,
  );
  expect(shown.stdout).toContain(
    "nothing was changed yet: freezeframe adopt --yes takes 2 points into the store",
  );
  expect(await labels()).toEqual([]);
  const taken = await here(world, "adopt", "--yes");
  expect([taken.status, taken.stdout]).toEqual([0, expect.stringContaining("adopted: 2 points")]);
  expect(await labels()).toEqual(
    before.map(([id, grade, text]: string[]) => [id, grade, `${text}, adopted`]),
  );
  expect((await json(world, "adopt", "--yes")).result).toEqual({ found: [], known: 2, adopted: [] });
});

test("an adopted point tells what it rests on, and can be planned to be restored", async () => {
  const [[id]] = await labels();
  const { stdout } = await here(world, "evidence", id);
  expect(stdout).toMatch(/yes {2}they say: orders-db-1 frozen for /);
  const { result } = await json(world, "restore", "orders-db", id, "--plan");
  expect(result.findings.filter(({ code }: { code: string }) => code.startsWith("point-"))).toEqual([]);
});

test("store restore: the backup takes the store's place, the store of before is kept", async () => {
  const restored = await here(world, "store", "restore", backup);
  expect([restored.status, restored.stderr]).toEqual([0, ""]);
  expect(restored.stdout).toContain("freezeframe adopt shows recovery points that were taken since");
  expect(await readdir(dirname(store))).toContainEqual(expect.stringContaining(".before-freezeframe-"));
  expect((await labels()).map(([, , text]: string[]) => text)).toEqual([
    "application-consistent (verified freeze)",
  ]);
  const { result } = await json(world, "adopt");
  expect(result.found.map(({ application }: { application: string }) => application)).toEqual([
    "orders-db-loop",
  ]);
  expect((await json(world, "audit", "verify")).result.intact).toBe(true);
});

test("store restore: what was under way in the backup is over, and what was asked for is void", async () => {
  await world.setManifest("orders-db", { top: { approve: ["snapshot"] } });
  expect((await here(world, "snapshot", "orders-db")).status).toBe(10);
  const waiting = join(world.directory, "waiting.sqlite");
  expect((await here(world, "store", "backup", waiting)).status).toBe(0);
  const { result } = await json(world, "store", "restore", waiting);
  expect(result.ended).toHaveLength(1);
  const [approval] = (await json(world, "approvals")).result;
  expect(approval).toMatchObject({
    state: "voided",
    endedWhy: expect.stringContaining("restored from a backup"),
  });
  const { result: idle } = await json(world, "start", "--until-idle");
  expect(idle).toEqual({ recovered: [], waiting: [] });
  const { result: runs } = await json(world, "runs");
  expect(runs.find(({ id }: { id: string }) => id === result.ended[0])).toMatchObject({ state: "cancelled" });
  await world.setManifest("orders-db", {});
});

test("store: what it does not know, and what is not there", async () => {
  expect((await here(world, "store", "burn")).status).toBe(2);
  expect((await here(world, "store", "restore")).status).toBe(2);
  expect((await here(world, "store", "restore", "nowhere.sqlite")).status).toBe(9);
  expect((await here(world, "store", "restore", world.config)).status).toBe(3);
});
