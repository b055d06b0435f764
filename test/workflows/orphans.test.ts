import { describe, expect, test } from "vitest";
import type { World } from "../../playground/world.ts";
import { newWorld } from "./bot.ts";
import { type OrphanBot, startOrphanBot } from "./orphan-bot.ts";

/** Nobody has to approve anything. */
const unasked = { top: { approve: [] } };

/** Lets a restore's time be over. */
async function expire({ ports: { restores } }: OrphanBot, { runId }: { runId: string }): Promise<void> {
  const record = await restores.get(runId);
  if (record?.report === undefined) throw new Error(`restore ${runId} has no report`);
  await restores.save({ ...record, report: { ...record.report, expiresAt: record.startedAt - 60_000 } });
}

/** Somebody makes a volume of their own of a member of the set that is there; its id. */
async function ownVolume(world: World, { ports }: OrphanBot, application: string): Promise<string> {
  const [set] = await world.control.groupSnapshots();
  const member = set?.members.find(({ status }) => status === "available");
  const cloud = ports.cloud(ports.application(application).cloud);
  const volumes = await cloud.volumesOfGroup(set?.groupId ?? "", never);
  const source = volumes.find(({ id }) => id === member?.volumeId);
  const request = { name: "mine", description: "", metadata: {}, volumeType: source?.type ?? "" };
  const made = await cloud.createVolumeFromSnapshot(
    { ...request, snapshotId: member?.id ?? "", sizeGib: member?.size ?? 1 },
    never,
  );
  if (made.kind !== "created") throw new Error(`no volume: ${made.reason}`);
  return made.id;
}

const volumesGone = Array.from({ length: 3 }, () => ({ kind: "volume", outcome: "deleted" }));
const never = new AbortController().signal;

describe("what a scan finds", () => {
  test("nothing where every set is a point, and nothing of a run that goes on", async () => {
    const world = await newWorld();
    const bot = await startOrphanBot(world);
    await bot.bot.snapshot("orders-db");
    expect(await bot.found()).toEqual([]);
    await world.control.fault({ kind: "create-slow", ms: 300 });
    const running = await bot.bot.start("orders-db");
    await expect.poll(() => world.control.groupSnapshots(), { timeout: 10_000 }).toHaveLength(2);
    expect(await bot.found()).toEqual([]);
    await bot.bot.ended(running);
    expect(await bot.found()).toEqual([]);
  });

  test.each(["orders-db", "orders-db-loop"])(
    "a failed set of %s, with what its members came to",
    async (name) => {
      const world = await newWorld();
      const bot = await startOrphanBot(world);
      await world.control.fault({ kind: "create-fails", volume: `${name}-data` }, 1);
      const failed = await bot.bot.snapshot(name);
      const [record] = await bot.scan();
      expect(record?.orphan).toMatchObject({
        class: "failed set",
        kind: "group snapshot",
        application: name,
        thing: failed.leftovers[0]?.id,
        by: "clean-up",
      });
      expect(record?.orphan.proof.join("\n")).toContain(failed.runId);
      expect(record?.orphan.gib).toBeGreaterThan(0);
      expect(record?.orphan.stays).toBeUndefined();
    },
  );

  test("a failed set of a cut without a freeze, for which no guest was asked for anything", async () => {
    const world = await newWorld();
    await world.setManifest("orders-db", { policy: "skip" });
    const bot = await startOrphanBot(world);
    await world.control.fault({ kind: "create-fails", volume: "orders-db-data" }, 1);
    await bot.bot.snapshot("orders-db");
    expect(await bot.found()).toEqual(["failed set: group snapshot"]);
  });

  test("a set that came of a request whose answer was lost: it has a hold of ours, and no point", async () => {
    const world = await newWorld();
    await world.setManifest("orders-db", { budget: "300ms" });
    const bot = await startOrphanBot(world);
    const match = { method: "POST", path: "/group_snapshots" };
    await world.control.fault({ kind: "hang", applied: true, match }, 1);
    await bot.bot.snapshot("orders-db");
    expect(await bot.found()).toEqual(["set without point: group snapshot"]);
  });

  test("one that is stuck in creating, with an administrator's exact commands", async () => {
    const world = await newWorld();
    await world.setManifest("orders-db", { budget: "300ms" });
    const bot = await startOrphanBot(world);
    await world.control.fault({ kind: "create-crashes", volume: "orders-db-data" }, 1);
    await bot.bot.snapshot("orders-db");
    const [set] = await world.control.groupSnapshots();
    await expect
      .poll(async () => (await bot.scan()).map(({ orphan }) => orphan), { timeout: 5_000 })
      .toMatchObject([
        {
          class: "stuck set",
          by: "administrator",
          commands: [
            `cinder reset-state --type group-snapshot --state error ${set?.id}   # as an administrator`,
            `cinder group-snapshot-delete ${set?.id}`,
          ],
        },
      ]);
  });

  test("one whose deletion failed half way, with members listed as deleted", async () => {
    const world = await newWorld();
    const bot = await startOrphanBot(world);
    await world.control.fault({ kind: "create-fails", volume: "orders-db-loop-data" }, 1);
    const { leftovers } = await bot.bot.snapshot("orders-db-loop");
    const id = leftovers[0]?.id ?? "";
    await world.control.fault({ kind: "delete-fails", volume: "orders-db-loop-data" }, 1);
    const cloud = bot.ports.cloud(bot.ports.application("orders-db-loop").cloud);
    await cloud.deleteGroupSnapshot(id, never);
    await expect.poll(async () => (await cloud.showGroupSnapshot(id, never))?.status).toBe("error");
    expect(await bot.found()).toEqual(["half-deleted set: group snapshot"]);
    expect((await bot.of("half-deleted set"))[0]?.proof.join("\n")).toMatch(/2 of its 3 members/);
  });

  test("another tool's set of our group, and a point whose set somebody has deleted: reported, never to be deleted", async () => {
    const world = await newWorld();
    const bot = await startOrphanBot(world);
    const { point } = await bot.bot.snapshot("orders-db");
    const found = await bot.ports.records.point(point ?? "");
    const cloud = bot.ports.cloud(bot.ports.application("orders-db").cloud);
    await cloud.createGroupSnapshot(found?.groupId ?? "", "nightly", "", never);
    expect(await bot.found()).toEqual(["another tool's: group snapshot"]);
    await cloud.deleteGroupSnapshot(found?.groupSnapshotId ?? "", never);
    await expect.poll(() => world.control.groupSnapshots()).toHaveLength(1);
    expect(await bot.found()).toEqual([
      "another tool's: group snapshot",
      "point without set: recovery point",
    ]);
    expect((await bot.scan()).map(({ orphan }) => orphan.by)).toEqual(["owner", "owner"]);
  });

  test("what was restored and is past its time, with its attachments; not before its time", async () => {
    const world = await newWorld();
    await world.setManifest("orders-db", unasked);
    const patient = await startOrphanBot(world);
    await patient.bot.snapshot("orders-db");
    const report = await patient.restore("orders-db");
    expect(await patient.found()).toEqual([]);
    await expire(patient, report);
    expect(await patient.found()).toEqual([
      ...["data", "wal", "config"].map(() => "expired restore: attachment"),
      ...["data", "wal", "config"].map(() => "expired restore: volume"),
    ]);
  });

  test("a group whose creation failed, with its volumes, goes as one thing", async () => {
    const world = await newWorld();
    await world.setManifest("orders-db", unasked);
    const bot = await startOrphanBot(world);
    await bot.bot.snapshot("orders-db");
    await world.control.fault({ kind: "restore-fails", volume: "orders-db-data" }, 1);
    const report = await bot.restore("orders-db", { strategy: "group", onFailure: "keep" });
    expect(report.state).toBe("kept");
    await expire(bot, report);
    expect(await bot.found()).toEqual(["failed group: group"]);
    expect((await bot.of("failed group"))[0]).toMatchObject({ status: "error", objects: 4, by: "clean-up" });
    expect(await bot.clean("orders-db")).toMatchObject({ items: [{ kind: "group", outcome: "deleted" }] });
    expect((await world.control.groups()).map(({ name }) => name)).not.toContainEqual(
      expect.stringMatching(/^ffr\//),
    );
    expect(await bot.found()).toEqual([]);
  });

  test("a server that was booted for a restore goes before the volumes that it was booted with", async () => {
    const world = await newWorld();
    const boot = { flavor: "recovery", image: "recovery" };
    await world.setManifest("orders-db", { top: { approve: [], restore: { boot } } });
    const bot = await startOrphanBot(world);
    await bot.bot.snapshot("orders-db");
    await expire(bot, await bot.restore("orders-db"));
    expect(await bot.found()).toEqual([
      "expired restore: server",
      ...["data", "wal", "config"].map(() => "expired restore: volume"),
    ]);
    const cleaned = await bot.clean("orders-db");
    expect(cleaned).toMatchObject({ items: [{ kind: "server", outcome: "deleted" }, ...volumesGone] });
    expect(await bot.there()).toEqual([]);
  });

  test("what a dead run could not take away", async () => {
    const world = await newWorld();
    await world.setManifest("orders-db", unasked);
    const bot = await startOrphanBot(world, { restores: { tearDownWithinMs: 0 } });
    await bot.bot.snapshot("orders-db");
    await world.control.fault({ kind: "attach-fails" }, 1);
    const report = await bot.restore("orders-db");
    expect(report.state).toBe("left behind");
    expect((await bot.found()).every((one) => one.startsWith("dead run: "))).toBe(true);
    expect(await bot.of("dead run")).not.toEqual([]);
  });
});

describe("a clean-up", () => {
  const failedSet = async (name: string, options: Parameters<typeof startOrphanBot>[1] = {}) => {
    const world = await newWorld();
    await world.setManifest(name, unasked);
    const bot = await startOrphanBot(world, options);
    await world.control.fault({ kind: "create-fails", volume: `${name}-data` }, 1);
    const { leftovers } = await bot.bot.snapshot(name);
    await bot.scan();
    return { world, bot, id: leftovers[0]?.id ?? "" };
  };

  test.each(["orders-db", "orders-db-loop"])(
    "takes a failed set of %s away, and a second scan finds nothing",
    async (name) => {
      const { world, bot, id } = await failedSet(name);
      const report = await bot.clean(name);
      expect(report).toMatchObject({
        items: [{ outcome: "deleted", thing: id }],
        freedGib: expect.any(Number),
      });
      expect(await world.control.groupSnapshots()).toEqual([]);
      expect(await bot.found()).toEqual([]);
    },
  );

  test("takes what is left of a deletion that failed half way", async () => {
    const { world, bot, id } = await failedSet("orders-db-loop");
    await world.control.fault({ kind: "delete-fails", volume: "orders-db-loop-data" }, 1);
    const first = await bot.clean("orders-db-loop");
    expect(first).toMatchObject({
      items: [{ outcome: "left", thing: id, why: expect.stringContaining("could not delete") }],
      freedGib: 0,
    });
    expect(await bot.found()).toEqual(["half-deleted set: group snapshot"]);
    expect(await bot.clean("orders-db-loop")).toMatchObject({ items: [{ outcome: "deleted" }] });
    expect(await bot.found()).toEqual([]);
  });

  test("takes an expired restore away, its attachments first, and leaves the point", async () => {
    const world = await newWorld();
    await world.setManifest("orders-db", unasked);
    const bot = await startOrphanBot(world);
    await bot.bot.snapshot("orders-db");
    await expire(bot, await bot.restore("orders-db"));
    await bot.scan();
    const report = await bot.clean("orders-db");
    expect(report).toMatchObject({
      items: [
        ...Array.from({ length: 3 }, () => ({ kind: "attachment", outcome: "deleted" })),
        ...Array.from({ length: 3 }, () => ({ kind: "volume", outcome: "deleted" })),
      ],
    });
    expect(await bot.there()).toEqual([]);
    expect(await bot.ports.restores.open()).toEqual([]);
    expect(await world.control.groupSnapshots()).toHaveLength(1);
    expect(await bot.found()).toEqual([]);
  });

  test("waits for the owner to be told, and for the grace after that", async () => {
    const { bot } = await failedSet("orders-db", { orphans: { graceMs: 3_600_000 } });
    const refused = await bot.clean("orders-db");
    expect(refused).toMatchObject({
      outcome: "nothing to delete",
      stays: [{ why: expect.stringMatching(/grace until/) }],
    });
  });

  test("deletes no more things than the cap, members included", async () => {
    const { bot } = await failedSet("orders-db", { orphans: { blastCap: 3 } });
    expect(await bot.clean("orders-db")).toMatchObject({
      outcome: "nothing to delete",
      stays: [{ why: expect.stringMatching(/4 things of the cloud by itself/) }],
    });
  });

  test("never touches what config protects, nor what its own metadata protects", async () => {
    const { bot, id, world } = await failedSet("orders-db-loop");
    const cloud = bot.ports.cloud(bot.ports.application("orders-db-loop").cloud);
    const [set] = await world.control.groupSnapshots();
    const member = set?.members[0]?.id ?? "";
    await cloud.setSnapshotMetadata(member, { "freezeframe:protected": "" }, never);
    expect(await bot.clean("orders-db-loop")).toMatchObject({
      items: [{ thing: id, outcome: "skipped", why: expect.stringContaining("protected by its metadata") }],
    });
    expect(await world.control.groupSnapshots()).toHaveLength(1);
  });

  test("skips what somebody has made a volume of since the plan, and says so", async () => {
    const { bot, world } = await failedSet("orders-db-loop");
    await ownVolume(world, bot, "orders-db-loop");
    expect(await bot.clean("orders-db-loop")).toMatchObject({
      items: [{ outcome: "skipped", why: expect.stringMatching(/1 volume was made from it/) }],
    });
    // In another project it depends on the set as before: a scan with an administrator's lists sees it there.
    await world.control.patch("volumes", "mine", { projectId: "f".repeat(32) });
    await bot.scan();
    const [left] = await bot.of("failed set");
    expect(left?.stays).toMatch(/^1 volume was made from it/);
    expect(await world.control.groupSnapshots()).toHaveLength(1);
  });

  test("skips what its owner keeps since the plan", async () => {
    const { bot, world } = await failedSet("orders-db");
    const [kept] = await bot.ports.orphans.records.list();
    if (kept === undefined) throw new Error("nothing is on record");
    const keeps = { ...kept.record, kept: { by: "U0OPS", at: 0 } };
    await bot.ports.orphans.records.save(keeps, kept.version);
    expect(await bot.clean("orders-db")).toMatchObject({
      outcome: "nothing to delete",
      stays: [{ why: "kept by U0OPS" }],
    });
    expect(await world.control.groupSnapshots()).toHaveLength(1);
  });

  test("leaves a restored volume that was attached elsewhere since the plan", async () => {
    const world = await newWorld();
    await world.setManifest("orders-db", unasked);
    const bot = await startOrphanBot(world);
    await bot.bot.snapshot("orders-db");
    const restored = await bot.restore("orders-db");
    await expire(bot, restored);
    await bot.scan();
    const cloud = bot.ports.cloud(bot.ports.application("orders-db").cloud);
    const taken = restored.volumes[0]?.volumeId ?? "";
    const recovery = (await cloud.volumeById(taken, never))?.attachments[0]?.serverId ?? "";
    await cloud.detachVolume(recovery, taken, never);
    const other = await cloud.findServer("orders-db-1", never);
    await cloud.attachVolume("value" in other ? other.value.id : "", taken, never);
    const report = await bot.clean("orders-db");
    if (!("items" in report)) throw new Error("nothing was cleaned");
    const left = report.items.filter(({ thing }) => thing === taken);
    expect(left.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      "attachment gone",
      "volume skipped",
    ]);
    expect(await cloud.volumeById(taken, never)).toBeDefined();
  });

  test("leaves a booted server that somebody has attached a volume of their own to since the plan", async () => {
    const world = await newWorld();
    const boot = { flavor: "recovery", image: "recovery" };
    await world.setManifest("orders-db", { top: { approve: [], restore: { boot } } });
    const bot = await startOrphanBot(world);
    await bot.bot.snapshot("orders-db");
    const { server, runId } = await bot.restore("orders-db");
    await expire(bot, { runId });
    await bot.scan();
    const own = await ownVolume(world, bot, "orders-db");
    const cloud = bot.ports.cloud(bot.ports.application("orders-db").cloud);
    await expect.poll(async () => (await cloud.volumeById(own, never))?.status).toBe("available");
    await cloud.attachVolume(server?.id ?? "", own, never);
    const report = await bot.clean("orders-db");
    if (!("items" in report)) throw new Error("nothing was cleaned");
    expect(report.items[0]).toMatchObject({
      ...{ kind: "server", outcome: "skipped" },
      why: expect.stringContaining(`uses ${own}, which is not the restore's`),
    });
    expect((await cloud.volumeById(own, never))?.attachments[0]?.serverId).toBe(server?.id);
  });

  test("goes on with the rest when a volume stays detaching, and says that it does", async () => {
    const world = await newWorld();
    await world.setManifest("orders-db", unasked);
    const bot = await startOrphanBot(world, { orphans: { deleteWithinMs: 700 } });
    await bot.bot.snapshot("orders-db");
    const restored = await bot.restore("orders-db");
    await expire(bot, restored);
    await bot.scan();
    const stuck = restored.volumes[0]?.volumeId ?? "";
    await world.control.patch("volumes", stuck, { status: "detaching" });
    const report = await bot.clean("orders-db");
    if (!("items" in report)) throw new Error("nothing was cleaned");
    const of = (id: string) => report.items.filter(({ thing }) => thing === id);
    expect(of(stuck)[0]).toMatchObject({
      ...{ kind: "attachment", outcome: "left", why: "it was asked to go, and is still detaching" },
      remedy: [expect.stringContaining(`server remove volume`)],
    });
    for (const { volumeId } of restored.volumes.slice(1))
      expect(of(volumeId).map(({ outcome }) => outcome)).toEqual(["deleted", "deleted"]);
  });

  test("deletes nothing by a clock that is far from the cloud's", async () => {
    const { bot, world } = await failedSet("orders-db");
    const { clock } = bot.ports;
    Object.assign(bot.ports, { clock: { ...clock, now: () => clock.now() + 86_400_000 } });
    expect(await bot.clean("orders-db")).toMatchObject({
      outcome: "refused",
      why: expect.stringMatching(/clocks? .* apart/),
    });
    expect(await world.control.groupSnapshots()).toHaveLength(1);
  });
});
