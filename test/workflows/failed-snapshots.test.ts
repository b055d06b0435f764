import { expect, test } from "vitest";
import type { Incident } from "#domain/rpo/incident.ts";
import { createOperations, type Operations } from "#operations/index.ts";
import { newWorld } from "./bot.ts";
import { type OrphanBot, startOrphanBot } from "./orphan-bot.ts";

// What becomes of the one incident of an application whose snapshots fail, on a simulated cloud.

const name = "orders-db";

async function failing(limits: Parameters<typeof startOrphanBot>[1] = {}) {
  const world = await newWorld();
  await world.setManifest(name, { budget: "2s", top: { approve: [] } });
  const orphanBot = await startOrphanBot(world, limits);
  const { bot, ports } = orphanBot;
  const manifests = {
    current: () => new Map([[name, bot.ports.application(name)]]),
    reload: () => Promise.reject(new Error("not here")),
  };
  const operations = createOperations({ engine: bot.engine, ports, manifests });
  return { world, ...orphanBot, operations };
}

const snapshotIncidents = async (operations: Operations): Promise<Incident[]> =>
  (await operations.incidents()).filter(({ kind }) => kind === "snapshot");

const only = async (operations: Operations): Promise<Incident> => {
  const [first, ...more] = await snapshotIncidents(operations);
  expect(more).toEqual([]);
  if (first === undefined) throw new Error("no incident");
  return first;
};

/** The one incident, as it is once what has ended was dealt with. */
const becomes = (operations: Operations, wanted: object) =>
  expect.poll(() => only(operations), { timeout: 20_000, interval: 20 }).toMatchObject(wanted);

/** A run that has ended, with the end that the watch was told of. */
const after = async ({ bot }: { bot: OrphanBot["bot"] }) => {
  const told = Promise.withResolvers<void>();
  const stop = bot.engine.onChange(({ endedAt }) => endedAt !== undefined && told.resolve());
  const { runId } = await bot.snapshot(name);
  await told.promise;
  stop();
  return runId;
};

test("snapshots that fail are one incident; a good point and a clean-up of just what they left make it clear", async () => {
  const { world, bot, operations, clean } = await failing({ orphans: { graceMs: 86_400_000 } });
  await world.control.fault({ kind: "create-fails", volume: `${name}-data` }, 2);
  const first = await after({ bot });
  await becomes(operations, { id: expect.stringMatching(`^snapshot:${name}:20.*Z$`) });
  const begun = await only(operations);
  const [set] = await world.control.groupSnapshots();
  expect(begun).toMatchObject({
    failure: { runs: [{ id: first, kind: "incomplete" }], left: [{ id: set?.id, run: first }] },
  });
  const second = await after({ bot });
  await becomes(operations, { failure: { runs: [{ id: first }, { id: second }] } });
  expect(await operations.incidentOfRun(second)).toMatchObject({ id: begun.id });
  const good = await after({ bot });
  await becomes(operations, { failure: { mended: { run: good, grade: "A" } } });
  expect(await only(operations)).not.toHaveProperty("resolvedAt");
  // Nobody was told of an orphan, and grace is a day: it is what the alert has named.
  expect(await clean(name, begun.id)).toMatchObject({
    items: [{ outcome: "deleted" }, { outcome: "deleted" }],
  });
  await becomes(operations, {
    resolvedAt: expect.any(Number),
    resolvedBy: expect.stringContaining(good),
    failure: { left: [{ gone: { cleanup: { requestedBy: "U0PLAYGROUND" } } }, { gone: {} }] },
  });
  const left = (await world.control.groupSnapshots()).map(({ id }) => id);
  expect(left).toHaveLength(1);
  expect(left).not.toContain(set?.id);
});

test("a clean-up of a run takes nothing else, not even of another that failed", async () => {
  const { world, bot, clean } = await failing();
  await world.control.fault({ kind: "create-fails", volume: `${name}-data` }, 2);
  const first = await after({ bot });
  await after({ bot });
  expect(await clean(name, first)).toMatchObject({
    items: [{ outcome: "deleted", name: expect.stringContaining(first) }],
  });
  expect(await world.control.groupSnapshots()).toHaveLength(1);
  expect(await clean(name, first)).toMatchObject({ outcome: "nothing to delete" });
});

test("a set that Cinder never ends: the run escalates, the next one goes ahead, and a scan has it as stuck", async () => {
  const { world, bot, operations, scan } = await failing();
  await world.control.fault({ kind: "create-crashes", volume: `${name}-data` }, 1);
  // It ends after its budget and `creatingIsLeftover`, half a second here, although the set is `creating` for ever.
  const stuck = await after({ bot });
  await becomes(operations, {
    text: expect.stringContaining("was never answered by Cinder"),
    failure: { runs: [{ id: stuck, kind: "unanswered" }], left: [{ run: stuck }] },
  });
  const [set] = (await only(operations)).failure?.left ?? [];
  const good = await after({ bot });
  await becomes(operations, { failure: { mended: { run: good } } });
  const [record] = (await scan()).filter(({ orphan }) => orphan.thing === set?.id);
  expect(record?.orphan).toMatchObject({
    class: "stuck set",
    by: "administrator",
    runId: stuck,
    commands: [
      expect.stringContaining("reset-state --type group-snapshot --state error"),
      expect.any(String),
    ],
  });
  expect(await only(operations)).not.toHaveProperty("resolvedAt");
});

test("what is left behind and deleted by hand is seen to be gone after the next run", async () => {
  const { world, bot, operations } = await failing();
  await world.control.fault({ kind: "create-fails", volume: `${name}-data` }, 1);
  const failed = await after({ bot });
  await becomes(operations, { failure: { left: [{ run: failed }] } });
  const [left] = (await only(operations)).failure?.left ?? [];
  const cloud = bot.ports.cloud(bot.ports.application(name).cloud);
  await cloud.deleteGroupSnapshot(left?.id ?? "", AbortSignal.timeout(5_000));
  await expect
    .poll(() => cloud.showGroupSnapshot(left?.id ?? "", AbortSignal.timeout(5_000)), { timeout: 5_000 })
    .toBeUndefined();
  await after({ bot });
  await becomes(operations, {
    resolvedAt: expect.any(Number),
    failure: { runs: [{ id: failed }], left: [{ gone: { at: expect.any(Number) } }] },
  });
});
