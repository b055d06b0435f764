import { describe, expect, test } from "vitest";
import type { World } from "../../playground/world.ts";
import { newWorld, startBot } from "./bot.ts";
import { asked, copies, freezesOf } from "./seen.ts";

const wal = "/var/lib/postgresql-wal";

/** Nothing of the application is frozen any more. */
async function expectThawed(world: World, application: string): Promise<void> {
  await expect
    .poll(async () => (await freezesOf(world, application)).filter(({ to }) => to === Infinity))
    .toEqual([]);
}

describe("a freeze that is refused", () => {
  test("under degrade: everything is thawed, then cut; the label says what the back end gives, the reason comes first", async () => {
    const world = await newWorld();
    await world.setManifest("orders-db", { policy: "degrade" });
    await world.control.guestFault("orders-db-1", { kind: "freeze-fails", mount: wal });
    const result = await (await startBot(world)).snapshot("orders-db");
    expect(result).toMatchObject({ outcome: "degraded", label: { grade: "C" }, statements: [] });
    expect(result.problems[0]).toMatch(/^orders-db-1, \/var\/lib\/postgresql-wal: .*cannot-freeze/);
    expect(result).not.toHaveProperty("frozen");
    const thaws = (await freezesOf(world, "orders-db")).map(({ to }) => to);
    expect(Math.max(...thaws)).toBeLessThan(Math.min(...(await copies(world))));
  });

  test("under require: nothing is asked of Cinder, and the last good point is told with its age", async () => {
    const world = await newWorld();
    const bot = await startBot(world);
    const good = await bot.snapshot("orders-db");
    await world.control.guestFault("orders-db-1", { kind: "freeze-fails", mount: wal });
    const result = await bot.snapshot("orders-db");
    expect(result).toMatchObject({
      outcome: "refused",
      members: [],
      leftovers: [],
      lastGood: { point: good.point, grade: "A", ageMs: expect.any(Number) },
    });
    expect(result.problems[0]).toMatch(/^orders-db-1, \/var\/lib\/postgresql-wal: .*cannot-freeze/);
    expect(result).not.toHaveProperty("point");
    expect(await asked(world)).toBe(1);
    await expectThawed(world, "orders-db");
  });

  test.each([{ kind: "unreachable" }, { kind: "database-down" }] as const)(
    "because of %j: the same, and it says which guest",
    async (fault) => {
      const world = await newWorld();
      await world.control.guestFault("shop-db-1", fault);
      const result = await (await startBot(world)).snapshot("shop");
      expect(result.outcome).toBe("refused");
      expect(result.problems[0]).toMatch(/shop-db-1|127\.0\.0\.1:\d+/);
      expect([await freezesOf(world, "shop"), await asked(world)]).toEqual([[], 0]);
    },
  );

  test("because somebody else has frozen a mount: that freeze is left alone", async () => {
    const world = await newWorld();
    await world.control.foreignFreeze("orders-db-1", "/etc/orders", true);
    const result = await (await startBot(world)).snapshot("orders-db");
    expect(result.outcome).toBe("refused");
    expect(result.problems[0]).toMatch(/^orders-db-1, \/etc\/orders: .*foreign-freeze/);
    const freezes = await freezesOf(world, "orders-db");
    expect(freezes).toEqual([{ mount: "/etc/orders", from: expect.any(Number), to: Infinity }]);
    await world.control.foreignFreeze("orders-db-1", "/etc/orders", false);
  });
});

describe("a hold that is lost after the request went out", () => {
  const lose = async (application: "orders-db" | "orders-db-loop", policy: "require" | "degrade") => {
    const world = await newWorld();
    await world.setManifest(application, { policy });
    await world.control.fault({ kind: "create-slow", ms: 150 });
    await world.control.guestFault(`${application}-1`, { kind: "thaw-early", afterMs: 60 });
    const bot = await startBot(world);
    return { world, bot, result: await bot.snapshot(application) };
  };

  test.each([
    ["orders-db", "degrade", "degraded", "C"],
    ["orders-db", "require", "requirement-missed", "C"],
    ["orders-db-loop", "degrade", "degraded", "D"],
    ["orders-db-loop", "require", "requirement-missed", "D"],
  ] as const)("%s under %s: the set is kept, %s, as %s", async (application, policy, outcome, grade) => {
    const { result, bot } = await lose(application, policy);
    expect(result).toMatchObject({ outcome, label: { grade }, statements: [], leftovers: [] });
    expect(result.problems[0]).toContain("thawed by itself");
    expect(result.frozen).toMatchObject({ thawCause: "signal" });
    expect(await bot.ports.records.points(application)).toHaveLength(1);
  });

  test("is noticed, too, when only the writes know: somebody thawed a mount behind the holder's back", async () => {
    const world = await newWorld();
    await world.control.fault({ kind: "create-slow", ms: 150 });
    await world.control.guestFault("orders-db-1", { kind: "foreign-thaw", mount: wal, afterMs: 60 });
    const result = await (await startBot(world)).snapshot("orders-db");
    expect(result).toMatchObject({ outcome: "requirement-missed", label: { grade: "C" } });
    expect(result.problems.join()).toContain("could not prove that writes were blocked");
    await expectThawed(world, "orders-db");
  });

  test("and when the holder is killed: its watchdog thaws, nothing is claimed", async () => {
    const world = await newWorld();
    await world.control.fault({ kind: "create-slow", ms: 150 });
    await world.control.guestFault("orders-db-1", { kind: "killed", afterMs: 60 });
    const result = await (await startBot(world)).snapshot("orders-db");
    expect(result).toMatchObject({
      outcome: "requirement-missed",
      label: { grade: "C" },
      frozen: { thawConfirmed: false },
    });
    await expectThawed(world, "orders-db");
  });
});

test("a budget that a looping back end overruns: thawed at the budget, the set is kept as what it is", async () => {
  const world = await newWorld({ memberMs: 150 });
  await world.setManifest("orders-db-loop", { budget: "200ms" });
  const result = await (await startBot(world)).snapshot("orders-db-loop");
  expect(result).toMatchObject({
    outcome: "requirement-missed",
    label: { grade: "D" },
    frozen: { budgetMs: 200 },
  });
  expect(result.problems).toEqual(["the group snapshot was not available before the thaw"]);
  for (const { from, to } of await freezesOf(world, "orders-db-loop")) expect(to - from).toBeLessThan(1_200);
  expect(result.cutMs).toBeGreaterThan(result.frozen?.windowMs ?? Infinity);
});
