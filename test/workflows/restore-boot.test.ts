import { expect, test } from "vitest";
import { planRestore } from "#workflows/plan-restore.ts";
import type { RestoreLimits } from "#workflows/restore-ports.ts";
import type { CloudFault } from "../../playground/cloud/faults.ts";
import type { RecoveryFault } from "../../playground/guest/recovery/faults.ts";
import { newWorld } from "./bot.ts";
import { startRestoreBot, unattended } from "./restore-bot.ts";

// The real workflow, cloud client and console adapter on a simulated Nova, whose guests do what their user data says.

const boot = { restore: { boot: { flavor: "recovery", image: "recovery" } } };

async function pointOf(application: string, limits: Partial<RestoreLimits> = {}) {
  const world = await newWorld({ writeEveryMs: 0 });
  await world.setManifest(application, { top: { ...unattended, ...boot } });
  const restoring = await startRestoreBot(world, limits);
  expect((await restoring.bot.snapshot(application)).point).toBeDefined();
  const booted = async () => (await world.control.servers()).filter(({ name }) => name.startsWith("ffr/"));
  return { world, booted, ...restoring };
}

test("a server is booted that recovers and checks the data by itself, and goes before its volumes", async () => {
  const { world, restore, discard, there, booted } = await pointOf("orders-db");
  const report = await restore("orders-db");
  expect(report.headline).toMatch(/^data verified: orders-db from orders-db-\d{8}-.* is restored, in /);
  expect(report.phases.attached).toBeUndefined();
  expect(report.phases.booted).toMatchObject({ ok: true });
  const [server, ...others] = await booted();
  expect(others).toEqual([]);
  expect(report.server).toEqual({ id: server?.id, name: server?.name });
  expect(server?.name).toBe(`ffr/playground/orders-db/${report.runId}/server`);
  expect(report.left.map(({ kind }) => kind)).toEqual(["server", "volume", "volume", "volume"]);
  expect(report.cutOver.join("\n")).toContain(`openstack server delete --wait ${server?.id}`);
  await discard(report);
  expect(await booted()).toEqual([]);
  expect(await there()).toEqual([]);
  const gone = (await world.control.events()).map(({ what }) => what);
  expect(gone).toContain("server-deleted");
});

test("lines that the kernel writes in between cost time, nothing else", async () => {
  const { world, restore } = await pointOf("orders-db");
  await world.control.fault({ kind: "console-noisy" });
  expect((await restore("orders-db")).reached).toBe("data verified");
});

test.each<[string, CloudFault, string, RegExp]>([
  [
    "Nova finds no host",
    { kind: "boot-fails" },
    "volumes created",
    /booting the server failed: .*ERROR: No valid host was found/,
  ],
  ["the server stays in BUILD", { kind: "boot-hangs" }, "volumes created", /is BUILD, not ACTIVE, after/],
  [
    "it is ACTIVE and says nothing",
    { kind: "console-silent" },
    "volumes created",
    /is ACTIVE, and nothing was heard/,
  ],
  ["there is no console", { kind: "console-none" }, "volumes created", /is ACTIVE, and nothing was heard/],
  [
    "the console forgets too soon",
    { kind: "console-forgets", bytes: 300 },
    "volumes created",
    /nothing was heard/,
  ],
])("when %s, that is told, nothing is claimed, and nothing stays", async (_what, fault, reached, words) => {
  const { world, restore, there, booted } = await pointOf("orders-db", {
    createWithinMs: 1_500,
    bootWithinMs: 700,
  });
  await world.control.fault(fault);
  const report = await restore("orders-db");
  expect(report).toMatchObject({ reached, state: "torn down", left: [] });
  expect(report.headline).toMatch(words);
  expect(report.headline).not.toMatch(/restored|booted,/);
  expect(await there()).toEqual([]);
  expect(await booted()).toEqual([]);
});

test.each<[string, RecoveryFault, string, RegExp]>([
  ["a file system is damaged", { kind: "damaged", role: "data" }, "booted", /file system data: damaged/],
  [
    "PostgreSQL does not start",
    { kind: "database-fails", text: "could not locate a valid checkpoint" },
    "booted",
    /recovering the database failed: .*valid checkpoint/,
  ],
  [
    "a check says no",
    { kind: "check-fails", check: "amcheck", text: "heap tuple lacks index tuple" },
    "database recovered",
    /lacks index tuple/,
  ],
])(
  "when %s in the booted server, the report says so and how far it came",
  async (_what, fault, reached, words) => {
    const { world, restore, there, booted } = await pointOf("orders-db");
    await world.control.recoveryFault(fault);
    const report = await restore("orders-db");
    expect(report).toMatchObject({ reached, state: "torn down", left: [] });
    expect(report.headline).toMatch(words);
    expect(await there()).toEqual([]);
    expect(await booted()).toEqual([]);
  },
);

test("what a console says without the nonce is nothing", async () => {
  const { world, restore } = await pointOf("orders-db", { bootWithinMs: 700 });
  await world.control.fault({ kind: "console-silent" });
  const forged = "ffr:00000000000000000000000000000000:1.1.1:1 HELLO protocol=1:00000000;\nFOUND role=data";
  await world.control.fault({ kind: "console-forged", text: forged });
  expect((await restore("orders-db")).reached).toBe("volumes created");
});

test("what the server would be made of and cannot be is told in the plan, before anybody is asked", async () => {
  const world = await newWorld({ writeEveryMs: 0 });
  const wrong = { flavor: "huge", image: "nowhere", networks: ["production"] };
  await world.setManifest("orders-db", { top: { ...unattended, restore: { boot: wrong } } });
  const { bot, ports } = await startRestoreBot(world);
  await bot.snapshot("orders-db");
  const plan = await planRestore(
    { application: "orders-db", point: "latest" },
    ports,
    AbortSignal.timeout(5_000),
  );
  const against = plan.findings.filter(({ severity }) => severity === "error").map(({ code }) => code);
  expect(against).toEqual(["boot-flavor", "boot-image", "boot-network-not-isolated"]);
});
