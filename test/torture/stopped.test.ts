import { expect, onTestFinished, test } from "vitest";
import { startWorld, type World } from "../../playground/world.ts";
import { configure, here, json, run, start } from "../e2e/freezeframe.ts";
import { freezesOf } from "../workflows/seen.ts";

async function newWorld(): Promise<World> {
  const world = await startWorld({ writeEveryMs: 0, atomicMs: 20, memberMs: 20 });
  onTestFinished(() => world[Symbol.asyncDispose]());
  configure(world, (config) => {
    config.limits.betweenExecutions = "0s";
  });
  // Long enough for whatever a test does meanwhile.
  await world.setManifest("orders-db", { budget: "30s" });
  return world;
}

/** The application's whole group is frozen now, and Cinder has been asked. */
const frozen = (world: World, application: string) =>
  expect
    .poll(
      async () => {
        const events = await world.control.events();
        const count = (await freezesOf(world, application)).filter(({ to }) => to === Infinity).length;
        return [count, events.filter(({ what }) => what === "group-snapshot").length];
      },
      { interval: 15, timeout: 10_000 },
    )
    .toEqual([3, 1]);

const thawed = (world: World, application: string) =>
  expect
    .poll(async () => (await freezesOf(world, application)).every(({ to }) => to < Infinity), {
      interval: 15,
      timeout: 5_000,
    })
    .toBe(true);

/** The bot has asked Cinder so often from now on: each time its event loop has turned, and has seen a signal. */
async function turns(world: World, count: number): Promise<void> {
  const asked = async () => (await world.control.events("request")).length;
  const before = await asked();
  await expect.poll(asked, { interval: 15, timeout: 10_000 }).toBeGreaterThanOrEqual(before + count);
}

test("kill -9 inside the window: the guest thaws by itself, and the next start finishes exactly one run", async () => {
  const world = await newWorld();
  const hang = await world.control.fault({ kind: "create-hangs" });
  const bot = start(world, "snapshot", "orders-db", "--reason", "killed");
  await frozen(world, "orders-db");
  const killedAt = performance.now();
  bot.process.kill("SIGKILL");
  expect((await bot.ended).status).toBeUndefined();
  await thawed(world, "orders-db");
  expect(performance.now() - killedAt).toBeLessThan(4_000);
  await world.control.clearFaults(hang);

  expect(await run(world, "start", "--until-idle")).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/brought to its end: r-/),
  });
  const { result: runs } = await json(world, "runs");
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ state: "done", result: { outcome: "ok", label: { grade: "A" } } });
  const { result: points } = await json(world, "points", "orders-db");
  expect(points).toHaveLength(1);
  expect(points[0]).toMatchObject({ runId: runs[0].id, reason: "killed" });

  const sets = await world.control.groupSnapshots();
  expect(sets).toHaveLength(2);
  const other = sets.find(({ id }) => id !== points[0].groupSnapshotId);
  expect(runs[0].result.leftovers).toMatchObject([{ id: other?.id }]);
  expect(new Set(sets.map(({ name }) => name)).size).toBe(2);
  await thawed(world, "orders-db");
});

test("SIGTERM inside the window: it ends in order, its result is kept, and nothing is frozen twice", async () => {
  const world = await newWorld();
  const hang = await world.control.fault({ kind: "create-hangs" });
  const bot = start(world, "snapshot", "orders-db");
  await frozen(world, "orders-db");
  bot.process.kill("SIGTERM");
  await turns(world, 3);
  await world.control.clearFaults(hang);
  const answered = await bot.ended;
  expect(answered).toMatchObject({ status: 10, stdout: "" });
  expect(answered.stderr).toMatch(/stopped by SIGTERM; what is unfinished goes on/);
  await thawed(world, "orders-db");

  expect((await json(world, "start", "--until-idle")).status).toBe(0);
  const { result: points } = await json(world, "points", "orders-db");
  expect(points).toMatchObject([{ label: { grade: "A" } }]);
  expect([
    (await world.control.groupSnapshots()).length,
    (await freezesOf(world, "orders-db")).length,
  ]).toEqual([1, 3]);
});

test("while one process has the store a second one is refused, but a thaw gets through", async () => {
  const world = await newWorld();
  await world.control.fault({ kind: "create-hangs" });
  const bot = start(world, "snapshot", "orders-db");
  await frozen(world, "orders-db");
  const second = await json(world, "snapshot", "shop");
  expect(second).toMatchObject({
    status: 6,
    error: { kind: "busy", message: expect.stringContaining(String(bot.process.pid)) },
  });

  const thaw = await json(world, "thaw", "orders-db");
  expect(thaw).toMatchObject({
    status: 0,
    result: { application: "orders-db", guests: [{ server: "orders-db-1", was: "thawed" }] },
  });
  await thawed(world, "orders-db");
  await world.control.clearFaults();
  const answered = await bot.ended;
  expect(answered.status).toBe(4);
  expect(answered.stdout).toMatch(/^orders-db: REQUIREMENT MISSED: C – /);
});

test("doctor and thaw leave a freeze of another installation alone", async () => {
  const world = await newWorld();
  const hang = await world.control.fault({ kind: "create-hangs" });
  const bot = here(world, "snapshot", "orders-db");
  await frozen(world, "orders-db");
  configure(world, (config) => {
    config.instance = "another";
    config.store.path = "./other/freezeframe.sqlite";
  });
  const { result } = await json(world, "thaw", "orders-db");
  expect(result.guests).toMatchObject([
    { was: "foreign", text: expect.stringContaining("instance playground") },
  ]);
  const { status, result: diagnosis } = await json(world, "doctor", "orders-db");
  expect([status, diagnosis.findings[0].code]).toEqual([3, "hold-open"]);
  expect((await freezesOf(world, "orders-db")).filter(({ to }) => to === Infinity)).toHaveLength(3);
  await world.control.clearFaults(hang);
  expect((await bot).status).toBe(0);
});
