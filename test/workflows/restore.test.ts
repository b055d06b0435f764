import { expect, test } from "vitest";
import { newWorld } from "./bot.ts";
import { startRestoreBot, unattended } from "./restore-bot.ts";

// The real workflow, engine, cloud client and recovery adapter, over sockets, on a simulated cloud and recovery server.

async function pointOf(application: string, writeEveryMs = 0) {
  const world = await newWorld({ writeEveryMs });
  await world.setManifest(application, { top: unattended });
  const restoring = await startRestoreBot(world);
  const taken = await restoring.bot.snapshot(application);
  expect(taken.point).toBeDefined();
  return { world, taken, ...restoring };
}

test.each(["volumes", "group"] as const)(
  "a frozen set is restored as %s while its application goes on writing, and what is read back is of one moment",
  async (strategy) => {
    const { world, restore, discard, there } = await pointOf("orders-db", 2);
    const report = await restore("orders-db", { strategy });
    expect(report.headline).toMatch(/^data verified: orders-db from orders-db-\d{8}-.* is restored, in /);
    expect(report.volumes.map(({ role }) => role)).toEqual(["wal", "data", "config"]);
    const ids = Object.fromEntries(report.volumes.map(({ role, volumeId }) => [role, volumeId]));
    expect(await world.judgeRestored("orders-db", ids)).toMatchObject({ oneMoment: true });
    expect(await there()).toHaveLength(3);
    await discard(report);
    expect(await there()).toEqual([]);
    expect(await world.control.orphans()).toEqual([]);
  },
);

test("on the looping back end each volume is made of its own snapshot", async () => {
  const { restore, ports } = await pointOf("orders-db-loop");
  const report = await restore("orders-db-loop");
  expect(report.reached).toBe("data verified");
  const record = await ports.restores.get(report.runId);
  expect(record?.plan.strategy.how).toBe("volumes");
});

test("a hollow restore, available and with nothing behind it, is caught and taken away", async () => {
  const { world, restore, there } = await pointOf("orders-db-loop");
  await world.control.fault({ kind: "restore-fails", volume: "orders-db-loop-data" });
  const report = await restore("orders-db-loop", { strategy: "group" });
  expect(report.headline).not.toMatch(/restored/);
  expect(report.reached).toBe("volumes created");
  expect(report).toMatchObject({ state: "torn down", left: [] });
  expect(await there()).toEqual([]);
});

test.each([
  ["making a volume fails", { kind: "restore-fails" as const }, "nothing", "volumes" as const],
  ["an attach fails", { kind: "attach-fails" as const }, "volumes created", "volumes" as const],
])("when %s, it is told and nothing stays", async (_what, fault, reached, strategy) => {
  const { world, restore, there } = await pointOf("orders-db");
  await world.control.fault(fault);
  const report = await restore("orders-db", { strategy });
  expect(report).toMatchObject({ reached, state: "torn down", left: [] });
  expect(report.headline).not.toMatch(/restored/);
  expect(await there()).toEqual([]);
});

test("answers that are lost on the way make no second set", async () => {
  const { world, restore, there } = await pointOf("orders-db");
  await world.control.fault({ kind: "lose-answer", match: { method: "POST", path: "/volumes" } }, 2);
  const report = await restore("orders-db", { strategy: "volumes" });
  expect(report.reached).toBe("data verified");
  expect(await there()).toHaveLength(3);
});

test("a database that does not come up is not called restored", async () => {
  const { world, restore, there } = await pointOf("orders-db");
  await world.control.recoveryFault({ kind: "database-fails", text: "invalid checkpoint record" });
  const report = await restore("orders-db", { strategy: "volumes" });
  expect(report.headline).toMatch(
    /^attached, no more: .*recovering the database failed: .*invalid checkpoint record/,
  );
  expect(report.state).toBe("torn down");
  expect(await there()).toEqual([]);
});

test("a disk that the guest does not let go of is left and told, with the command", async () => {
  const { world, restore } = await pointOf("orders-db");
  await world.control.recoveryFault({ kind: "database-fails", text: "gone" });
  await world.control.fault({ kind: "detach-fails" });
  const report = await restore("orders-db", { strategy: "volumes" });
  expect(report.state).toBe("left behind");
  expect(report.left[0]?.remedy[0]).toMatch(/^openstack server remove volume /);
});
