import { expect, test } from "vitest";
import type { DriftReport } from "#domain/drift/report.ts";
import type { World } from "../../playground/world.ts";
import { type Bot, newWorld, startBot } from "./bot.ts";

// The real look, over sockets, on a simulated cloud and simulated guests.

const signal = new AbortController().signal;

async function snapshotted(): Promise<{ world: World; bot: Bot; drift: () => Promise<DriftReport> }> {
  const world = await newWorld();
  const bot = await startBot(world);
  await bot.snapshot("orders-db");
  const drift = async () => {
    const [report] = await bot.operations.drift("orders-db", signal);
    if (report === undefined) throw new Error("no report");
    return report;
  };
  return { world, bot, drift };
}

const codes = ({ findings }: DriftReport) => findings.map(({ code }) => code);

const volumeOf = async (world: World, role: string) => {
  const { volumes = [] } = world.applications.find(({ name }) => name === "orders-db") ?? {};
  const name = volumes.find((one) => one.role === role)?.name;
  const found = (await world.control.volumes()).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no volume ${role}`);
  return found;
};

test("an application as its manifest says has no finding that anybody has to mend", async () => {
  const { drift, bot } = await snapshotted();
  const report = await drift();
  expect(report.findings.filter(({ severity }) => severity !== "info")).toEqual([]);
  expect(report.unseen).toEqual([]);
  await bot.operations.watchObjectives(signal);
  expect((await bot.operations.incidents()).filter(({ kind }) => kind === "drift")).toEqual([]);
});

test("a volume that was extended is one incident, which resolves itself with the next snapshot", async () => {
  const { world, bot, drift } = await snapshotted();
  const data = await volumeOf(world, "data");
  await world.control.patch("volumes", data.id, { size: data.size + 5 });
  const first = await drift();
  expect(codes(first)).toContain("size-changed");
  expect(codes(await drift())).toEqual(codes(first));
  await bot.operations.watchObjectives(signal);
  const open = async () => (await bot.operations.incidents()).filter(({ kind }) => kind === "drift");
  expect(await open()).toMatchObject([{ application: "orders-db", text: expect.stringContaining("GiB") }]);
  await bot.snapshot("orders-db");
  expect(codes(await drift())).not.toContain("size-changed");
  await bot.operations.watchObjectives(signal);
  expect((await open())[0]?.resolvedAt).toBeDefined();
});

test("a group type that lost its spec, and a pool that lost its capability, cost C and say so", async () => {
  const { world, drift } = await snapshotted();
  const { groupId } = await volumeOf(world, "data");
  const group = (await world.control.groups()).find(({ id }) => id === groupId);
  await world.control.patch("group_types", group?.groupTypeId ?? "", { specs: {} });
  const { findings } = await drift();
  const [spec] = findings.filter(({ code }) => code === "spec-changed");
  expect(spec).toMatchObject({ severity: "warning", costs: expect.stringContaining("grade C") });
});

test("a guest that does not answer is a finding; what else was found in the guests before stays", async () => {
  const { world, drift } = await snapshotted();
  await drift();
  const server = world.applications.find(({ name }) => name === "orders-db")?.servers[0] ?? "";
  await world.control.guestFault(server, { kind: "unreachable" });
  expect(codes(await drift())).toContain("cannot-freeze");
});

test("looks come when they are due, and never while something is frozen", async () => {
  const { bot } = await snapshotted();
  expect(await bot.operations.watchDrift(signal)).toEqual([]);
  const at = (await bot.ports.drift.report("orders-db"))?.at;
  expect(at).toBeDefined();
  await bot.operations.watchDrift(signal);
  expect((await bot.ports.drift.report("orders-db"))?.at).toBe(at);
});

test("a volume that a server has beside the group is told by drift, and before each snapshot", async () => {
  const { world, bot, drift } = await snapshotted();
  const { attachedTo } = bot.ports.cloud(bot.operations.application("orders-db").cloud);
  const data = await volumeOf(world, "data");
  // As if somebody had attached one of another application to this one's server.
  const stray = (await world.control.volumes()).find(({ groupId }) => groupId !== data.groupId);
  Object.assign(bot.ports.cloud(bot.operations.application("orders-db").cloud), {
    attachedTo: async (...given: Parameters<typeof attachedTo>) => [
      ...(await attachedTo(...given)),
      { volumeId: stray?.id ?? "", device: "/dev/vdz" },
    ],
  });
  const { findings } = await drift();
  expect(findings).toContainEqual(
    expect.objectContaining({ code: "attached-outside-group", severity: "warning", subject: stray?.id }),
  );
  const result = await bot.snapshot("orders-db");
  expect(result.findings.map(({ code }) => code)).toContain("attached-outside-group");
  expect(result.label?.grade).toBe("A");
});
