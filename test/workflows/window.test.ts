import { describe, expect, test } from "vitest";
import { window } from "#workflows/window.ts";
import { newWorld, startBot } from "./bot.ts";
import { asked, freezesOf } from "./seen.ts";

describe("a shutdown inside the window", () => {
  test("lets the window end in order, keeps its result, and the next process ends the run without another freeze", async () => {
    const world = await newWorld();
    await world.control.fault({ kind: "create-slow", ms: 150 });
    const first = await startBot(world);
    const frozen = first.phase("frozen");
    const runId = await first.start("orders-db");
    await frozen;
    await first.close();
    expect((await freezesOf(world, "orders-db")).every(({ to }) => to < Infinity)).toBe(true);

    const second = await startBot(world);
    expect(await second.engine.recover()).toMatchObject({ resumed: [runId] });
    const result = await second.ended(runId);
    expect(result).toMatchObject({
      outcome: "ok",
      label: { grade: "A" },
      leftovers: [],
      frozen: { thawConfirmed: true },
    });
    expect([await asked(world), (await freezesOf(world, "orders-db")).length]).toEqual([1, 3]);
    expect(await second.ports.records.points("orders-db")).toHaveLength(1);
  });

  test("before anything is frozen begins the window anew in the next process", async () => {
    const world = await newWorld();
    await world.control.guestFault("orders-db-1", { kind: "silent" });
    const first = await startBot(world);
    const runId = await first.start("orders-db");
    await expect.poll(() => first.ports.records.openHolds()).toHaveLength(1);
    await first.close();
    await world.control.clearGuestFaults("orders-db-1");

    const second = await startBot(world);
    await second.engine.recover();
    expect(await second.ended(runId)).toMatchObject({ outcome: "ok", label: { grade: "A" } });
    expect(await second.ports.records.openHolds()).toEqual([]);
    expect(await asked(world)).toBe(1);
  });
});

test("no more windows are open at once than there are slots: the rest waits, unfrozen", async () => {
  const world = await newWorld();
  await world.control.fault({ kind: "create-slow", ms: 60 });
  const bot = await startBot(world, { limits: { windowsAtOnce: 1 } });
  const names = ["orders-db", "orders-db-loop", "shop"];
  const results = await Promise.all(names.map((name) => bot.snapshot(name)));
  expect(results.map(({ outcome }) => outcome)).toEqual(["ok", "ok", "ok"]);
  const windows = await Promise.all(names.map((name) => freezesOf(world, name)));
  const spans = windows
    .map((all) => ({
      from: Math.min(...all.map(({ from }) => from)),
      to: Math.max(...all.map(({ to }) => to)),
    }))
    .toSorted((a, b) => a.from - b.from);
  for (const [index, span] of spans.entries()) expect(span.from).toBeGreaterThan(spans[index - 1]?.to ?? 0);
});

test("with slots enough the windows of several applications are open at the same time", async () => {
  const world = await newWorld();
  await world.control.fault({ kind: "create-slow", ms: 200 });
  const bot = await startBot(world);
  await Promise.all([bot.snapshot("orders-db"), bot.snapshot("shop")]);
  const [orders] = await freezesOf(world, "orders-db");
  const [shop] = await freezesOf(world, "shop");
  expect(Math.max(orders?.from ?? 0, shop?.from ?? 0)).toBeLessThan(Math.min(orders?.to ?? 0, shop?.to ?? 0));
});

test("one application has one window at a time", async () => {
  const world = await newWorld();
  const bot = await startBot(world);
  const results = await Promise.all([bot.snapshot("orders-db"), bot.snapshot("orders-db")]);
  expect(results.map(({ outcome }) => outcome)).toEqual(["ok", "ok"]);
  expect(new Set(results.map(({ point }) => point)).size).toBe(2);
  const freezes = await freezesOf(world, "orders-db");
  expect(freezes).toHaveLength(6);
  expect(freezes[3]?.from).toBeGreaterThan(Math.max(...freezes.slice(0, 3).map(({ to }) => to)));
});

describe("an execution of the window", () => {
  const attempt = async (world: Awaited<ReturnType<typeof newWorld>>, execution: number, limits = {}) => {
    const bot = await startBot(world, { limits });
    const application = bot.ports.application("orders-db");
    const step = { execution, signal: new AbortController().signal };
    const target = {
      groupId: world.idOf("group orders-db"),
      groupName: "orders-db",
      volumes: [],
      backend: { unread: [] },
    };
    const ctx = { runId: "r-1", progress: () => undefined } as unknown as Parameters<typeof window>[0];
    return { bot, run: () => window(ctx, step, application, target, bot.ports) };
  };

  test("beyond the last allowed one freezes nothing and says that the run was interrupted", async () => {
    const world = await newWorld();
    const { run } = await attempt(world, 4, { windowExecutions: 3 });
    await expect(run()).rejects.toMatchObject({
      kind: "interrupted",
      message: expect.stringContaining("3 times"),
    });
    expect([await freezesOf(world, "orders-db"), await asked(world)]).toEqual([[], 0]);
  });

  const open = {
    token: "f".repeat(24),
    application: "orders-db",
    runId: "r-0",
    execution: 1,
    servers: ["orders-db-1"],
  };

  test("settles what an earlier one left open first", async () => {
    const world = await newWorld();
    const { bot, run } = await attempt(world, 4);
    await bot.ports.records.openHold({ ...open, openedAt: bot.ports.clock.now() });
    await expect(run()).rejects.toMatchObject({ kind: "interrupted" });
    expect(await bot.ports.records.openHolds()).toEqual([]);
  });

  test("does not begin while a guest that may still be frozen does not answer", async () => {
    const world = await newWorld();
    const { bot, run } = await attempt(world, 2);
    await bot.ports.records.openHold({ ...open, openedAt: bot.ports.clock.now() });
    await world.control.guestFault("orders-db-1", { kind: "unreachable" });
    await expect(run()).rejects.toMatchObject({ kind: "unreachable" });
    expect(await bot.ports.records.openHolds()).toHaveLength(1);
    expect(await asked(world)).toBe(0);
  });

  test("is not kept waiting by a guest whose watchdog has long fired", async () => {
    const world = await newWorld();
    const { bot, run } = await attempt(world, 4);
    await bot.ports.records.openHold({ ...open, openedAt: bot.ports.clock.now() - 121_000 });
    await world.control.guestFault("orders-db-1", { kind: "unreachable" });
    await expect(run()).rejects.toMatchObject({ kind: "interrupted" });
  });
});
