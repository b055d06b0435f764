import { expect, test } from "vitest";
import type { CloudFault } from "../../playground/cloud/faults.ts";
import type { RecoveryFault } from "../../playground/guest/recovery/faults.ts";
import { newWorld } from "./bot.ts";
import { startRestoreBot } from "./restore-bot.ts";

// The real workflow, engine, store, cloud client and recovery adapter, over sockets, on a simulated cloud.

const boot = {
  target: { kind: "boot", flavor: "recovery", image: "recovery" },
  checks: [{ kind: "filesystem" }, { kind: "postgresql" }],
};

async function pointOf(application: string, top: Readonly<Record<string, unknown>> = {}) {
  const world = await newWorld({ writeEveryMs: 0 });
  await world.setManifest(application, { top });
  const restoring = await startRestoreBot(world);
  const { point = "" } = await restoring.bot.snapshot(application);
  expect(point).not.toBe("");
  const nothingThere = async () => {
    expect(await restoring.there()).toEqual([]);
    expect((await world.control.servers()).filter(({ name }) => name.startsWith("ffr/"))).toEqual([]);
    expect(await world.control.orphans()).toEqual([]);
  };
  return { world, point, nothingThere, ...restoring };
}

test("on a recovery server: passed, measured, nothing left, and the point says tested", async () => {
  const { test: testOne, nothingThere, ports, point } = await pointOf("orders-db");
  const report = await testOne("orders-db");
  expect(report).toMatchObject({
    verdict: "passed",
    target: "server",
    nothingLeft: true,
    point: { id: point },
  });
  expect(report.phases.map(({ phase }) => phase)).toEqual(["volumes", "attach", "recovery", "checks"]);
  expect(report.rtoMs).toBe(report.phases.reduce((sum, { ms }) => sum + ms, 0));
  expect((await ports.records.point(point))?.label).toMatchObject({ grade: "A", text: /, tested$/ });
  await nothingThere();
});

test("by a server that is booted for it, wherever the manifest's restores are read", async () => {
  const { test: testOne, nothingThere } = await pointOf("orders-db", { restoreTest: boot });
  const report = await testOne("orders-db");
  expect(report).toMatchObject({ verdict: "passed", target: "boot" });
  expect(report.phases.map(({ phase }) => phase)).toEqual(["volumes", "boot", "recovery", "checks"]);
  await nothingThere();
});

test.each<[string, RecoveryFault, string]>([
  [
    "a database that does not recover",
    { kind: "database-fails", text: "invalid checkpoint record" },
    "recovery",
  ],
  ["a check that says no", { kind: "check-fails", check: "amcheck", text: "torn page" }, "checks"],
])("%s fails it, and an older point made the same way is flagged", async (_what, fault, phase) => {
  const { world, bot, test: testOne, nothingThere, ports, point } = await pointOf("orders-db");
  const { point: newer = "" } = await bot.snapshot("orders-db");
  await world.control.recoveryFault(fault);
  const report = await testOne("orders-db");
  expect(report).toMatchObject({
    verdict: "failed",
    stoppedIn: phase,
    point: { id: newer },
    flagged: [point],
    nothingLeft: true,
  });
  expect((await ports.records.point(newer))?.label.text).toBe(
    `failed its restore test (${phase}): was grade A`,
  );
  await nothingThere();
});

test.each<[string, CloudFault, string, Readonly<Record<string, unknown>>]>([
  ["no capacity", { kind: "restore-fails" }, "volumes", {}],
  ["an attach that is refused", { kind: "attach-fails" }, "attach", {}],
  ["no host for the server", { kind: "boot-fails" }, "boot", { restoreTest: boot }],
])("%s says nothing of the point", async (_what, fault, phase, top) => {
  const { world, test: testOne, nothingThere, ports, point } = await pointOf("orders-db-loop", top);
  const before = await ports.records.point(point);
  await world.control.fault(fault);
  const report = await testOne("orders-db-loop");
  expect(report).toMatchObject({ verdict: "inconclusive", stoppedIn: phase, nothingLeft: true, flagged: [] });
  expect(await ports.records.point(point)).toEqual(before);
  await nothingThere();
});

test("a recovery server that dies in the middle says nothing of the point", async () => {
  const { world, test: testOne, ports, point } = await pointOf("orders-db");
  const before = await ports.records.point(point);
  await world.control.recoveryFault({ kind: "dies", verb: "VERIFY" });
  const report = await testOne("orders-db");
  expect(report.verdict).toBe("inconclusive");
  expect(await ports.records.point(point)).toEqual(before);
});

test("what cannot be taken away is told, and the verdict stands", async () => {
  const { world, test: testOne } = await pointOf("orders-db");
  await world.control.fault({ kind: "delete-busy" }, 1_000);
  const report = await testOne("orders-db");
  expect(report).toMatchObject({ verdict: "passed", nothingLeft: false, restore: { state: "left behind" } });
});

test("one at a time of all applications, while snapshots go on", async () => {
  const { world, bot, test: testOne } = await pointOf("orders-db");
  await bot.snapshot("orders-db-loop");
  await world.control.fault({ kind: "restore-slow", ms: 300 }, 1);
  const waits = bot.phase("waiting");
  const [first, second] = [testOne("orders-db"), testOne("orders-db-loop")];
  await waits;
  expect((await bot.snapshot("orders-db")).outcome).toBe("ok");
  const [one, other] = await Promise.all([first, second]);
  expect([one.verdict, other.verdict]).toEqual(["passed", "passed"]);
  expect(Math.max(one.startedAt, other.startedAt)).toBeGreaterThanOrEqual(
    Math.min(one.endedAt, other.endedAt),
  );
});
