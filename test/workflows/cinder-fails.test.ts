import { describe, expect, test } from "vitest";
import { newWorld, startBot } from "./bot.ts";
import { asked, freezesOf } from "./seen.ts";

const post = { method: "POST", path: "/group_snapshots" };

describe("a member that fails", () => {
  test.each(["orders-db", "orders-db-loop"])(
    "of %s: no point; each volume is named, so is what is left, and the thaw",
    async (name) => {
      const world = await newWorld();
      const bot = await startBot(world);
      const good = await bot.snapshot(name);
      await world.control.fault({ kind: "create-fails", volume: `${name}-data` });
      const result = await bot.snapshot(name);
      expect(result).toMatchObject({
        outcome: "incomplete",
        frozen: { thawConfirmed: true, windowMs: expect.any(Number) },
        lastGood: { point: good.point, grade: "A" },
      });
      expect(result).not.toHaveProperty("point");
      expect(result).not.toHaveProperty("label");
      expect(result.problems.join("\n")).toMatch(/^data: .*error/m);
      expect(result.members.map(({ role, status }) => `${role} ${status}`)).toContain("data error");
      const failed = (await world.control.groupSnapshots()).find(({ id }) => id === result.leftovers[0]?.id);
      expect(failed).toMatchObject({ status: "error", name: expect.stringContaining(result.runId) });
      expect(result.leftovers).toMatchObject([{ remedy: [`cinder group-snapshot-delete ${failed?.id}`] }]);
      expect(await bot.ports.records.points(name)).toHaveLength(1);
      await world.control.clearFaults();
      expect((await bot.snapshot(name)).outcome).toBe("ok");
    },
  );
});

describe("an answer that is lost", () => {
  test("after Cinder has applied the request: the set is adopted within the same execution", async () => {
    const world = await newWorld();
    await world.control.fault({ kind: "lose-answer", match: post }, 1);
    const result = await (await startBot(world)).snapshot("orders-db");
    expect(result).toMatchObject({ outcome: "ok", label: { grade: "A" }, leftovers: [], problems: [] });
    expect(await asked(world)).toBe(1);
    expect(await world.control.groupSnapshots()).toHaveLength(1);
  });

  test("before it has applied it: asked once, never again, and no set is claimed", async () => {
    const world = await newWorld();
    await world.setManifest("orders-db", { budget: "300ms" });
    await world.control.fault({ kind: "refuse", match: post }, 1);
    const result = await (await startBot(world)).snapshot("orders-db");
    expect(result).toMatchObject({
      outcome: "incomplete",
      leftovers: [],
      members: [],
      frozen: { thawConfirmed: true },
    });
    expect(result.problems[0]).toContain("answer to the request was lost");
    expect([await asked(world), await world.control.groupSnapshots()]).toEqual([1, []]);
  });

  test("because there never is one: the set that came of it all the same is a leftover, not evidence", async () => {
    const world = await newWorld();
    await world.setManifest("orders-db", { budget: "300ms" });
    await world.control.fault({ kind: "hang", applied: true, match: post }, 1);
    const result = await (await startBot(world)).snapshot("orders-db");
    expect(result).toMatchObject({ outcome: "incomplete", frozen: { thawConfirmed: true } });
    const [set] = await world.control.groupSnapshots();
    expect(result.leftovers).toMatchObject([{ id: set?.id, status: "available" }]);
  });

  test("and replaced by a proxy's page: adopted as well", async () => {
    const world = await newWorld();
    await world.control.fault({ kind: "garbage", match: post }, 1);
    const result = await (await startBot(world)).snapshot("orders-db");
    expect(result).toMatchObject({ outcome: "ok", label: { grade: "A" } });
    expect(await asked(world)).toBe(1);
  });
});

test("Cinder refuses the request: thawed, nothing is left, and its words are told", async () => {
  const world = await newWorld();
  await world.control.fault({ kind: "status", status: 413, match: post });
  const result = await (await startBot(world)).snapshot("orders-db");
  expect(result).toMatchObject({ outcome: "refused", leftovers: [], frozen: { thawConfirmed: true } });
  expect(result.problems[0]).toMatch(/Cinder refused .*413/);
  expect((await freezesOf(world, "orders-db")).every(({ to }) => to < Infinity)).toBe(true);
});

test("a set stuck in creating: thawed at the budget, told with the reset command, and the next run goes ahead", async () => {
  const world = await newWorld();
  await world.setManifest("orders-db", { budget: "200ms" });
  await world.control.fault({ kind: "create-crashes" }, 1);
  const bot = await startBot(world, { limits: { creatingIsLeftoverMs: 300 } });
  const result = await bot.snapshot("orders-db");
  expect(result).toMatchObject({
    outcome: "incomplete",
    frozen: { thawConfirmed: true, thawCause: "ordered" },
  });
  const [stuck] = await world.control.groupSnapshots();
  expect(result.leftovers).toMatchObject([{ id: stuck?.id, status: "creating", name: stuck?.name }]);
  expect(result.leftovers[0]?.remedy[0]).toContain("reset");
  await world.setManifest("orders-db", { budget: "5s" });
  const next = await bot.snapshot("orders-db");
  expect(next).toMatchObject({ outcome: "ok", label: { grade: "A" }, leftovers: [] });
  expect((await bot.ports.records.point(next.point ?? ""))?.groupSnapshotId).not.toBe(stuck?.id);
});

describe("a cloud that fails after the thaw", () => {
  test("does not take back a point that is recorded: what could not be looked for is said", async () => {
    const world = await newWorld();
    await world.control.fault({
      kind: "status",
      status: 500,
      match: { method: "GET", path: "/group_snapshots/detail" },
    });
    const result = await (await startBot(world)).snapshot("orders-db");
    expect(result).toMatchObject({ outcome: "ok", label: { grade: "A" }, leftovers: [] });
    expect(result.problems.join()).toContain("leftovers");
  });

  test("leaves a set whose members nobody could look at: no point, but the thaw and the set are told", async () => {
    const world = await newWorld();
    await world.control.fault({ kind: "status", status: 500, match: { method: "GET", path: "/snapshots" } });
    const result = await (await startBot(world, { limits: { creatingIsLeftoverMs: 500 } })).snapshot(
      "orders-db",
    );
    const [set] = await world.control.groupSnapshots();
    expect(result).toMatchObject({
      outcome: "incomplete",
      frozen: { thawConfirmed: true },
      leftovers: [{ id: set?.id }],
    });
    expect(result.problems[0]).toContain("members");
  });

  test("for a while only is asked again: the set is good, and so is the point", async () => {
    const world = await newWorld();
    await world.control.fault(
      { kind: "status", status: 500, match: { method: "GET", path: "/snapshots" } },
      6,
    );
    const result = await (await startBot(world)).snapshot("orders-db");
    expect(result).toMatchObject({ outcome: "ok", label: { grade: "A" }, problems: [] });
  });
});
