import { expect, test } from "vitest";
import type { World } from "../../playground/world.ts";
import { type Random, randomFrom } from "../unit/workflows/orphans/random.ts";
import { newWorld } from "./bot.ts";
import { type OrphanBot, startOrphanBot } from "./orphan-bot.ts";

// As test/unit/workflows/orphans/never-deletes.test.ts, fewer of them, over the sockets of the simulated cloud.

const never = new AbortController().signal;
const NAME = "orders-db-loop";

/** What must still be there in the end, by id, and why. */
type Sacred = Map<string, string>;

async function makeDebris(world: World, bot: OrphanBot, random: Random, sacred: Sacred): Promise<void> {
  const cloud = bot.ports.cloud(bot.ports.application(NAME).cloud);
  const { point } = await bot.bot.snapshot(NAME);
  const good = await bot.ports.records.point(point ?? "");
  sacred.set(good?.groupSnapshotId ?? "", "a recorded point");
  for (let count = 1 + random.upTo(2); count > 0; count -= 1) {
    await world.control.fault({ kind: "create-fails", volume: `${NAME}-data` }, 1);
    await bot.bot.snapshot(NAME);
  }
  for (const name of random.chance(0.7) ? ["nightly", `ff/playground/${NAME}/r-x/0123456789ab`] : []) {
    const made = await cloud.createGroupSnapshot(good?.groupId ?? "", name, "", never);
    if (made.kind === "created") sacred.set(made.groupSnapshot.id, `another tool's, called ${name}`);
  }
  const report = await bot.restore(NAME);
  const isOver = random.chance(0.7);
  const record = await bot.ports.restores.get(report.runId);
  if (record?.report !== undefined && isOver)
    await bot.ports.restores.save({
      ...record,
      report: { ...record.report, expiresAt: record.startedAt - 60_000 },
    });
  if (!isOver) for (const { volumeId } of report.volumes) sacred.set(volumeId, "its restore is not over");
}

/** Somebody does something with a thing of ours; from then on it is theirs. */
async function meddle(world: World, bot: OrphanBot, random: Random, sacred: Sacred): Promise<void> {
  const cloud = bot.ports.cloud(bot.ports.application(NAME).cloud);
  const sets = (await world.control.groupSnapshots()).filter(({ status }) => status === "error");
  const restored = (await world.control.volumes()).filter(({ name }) => name?.startsWith("ffr/"));
  const what = random.upTo(4);
  const member = sets[0]?.members.find(({ status }) => status === "available");
  if (what === 0 && sets[0] !== undefined) {
    await cloud.setSnapshotMetadata(sets[0].members[0]?.id ?? "", { "freezeframe:protected": "x" }, never);
    sacred.set(sets[0].id, "it is protected");
  } else if (what === 1 && member !== undefined) {
    const sources = await cloud.volumesOfGroup(sets[0]?.groupId ?? "", never);
    const source = sources.find(({ id }) => id === member.volumeId);
    const request = { name: "mine", description: "", metadata: {}, volumeType: source?.type ?? "" };
    await cloud.createVolumeFromSnapshot({ ...request, snapshotId: member.id, sizeGib: member.size }, never);
    sacred.set(sets[0]?.id ?? "", "a volume was made from it");
  } else if (what === 2 && restored[0] !== undefined) {
    await cloud.nameVolume(restored[0].id, { name: "mine", metadata: {} }, never);
    sacred.set(restored[0].id, "it was renamed");
  } else if (what === 3 && restored[0] !== undefined) {
    await cloud.nameVolume(restored[0].id, { metadata: { "freezeframe:protected": "" } }, never);
    sacred.set(restored[0].id, "it is protected");
  } else if (restored[0] !== undefined) {
    const [attached] = restored[0].attachments;
    if (attached !== undefined) await cloud.detachVolume(attached.serverId, restored[0].id, never);
    const server = await cloud.findServer(`${NAME}-1`, never);
    await cloud.attachVolume("value" in server ? server.value.id : "", restored[0].id, never);
    sacred.set(restored[0].id, "it is attached elsewhere");
  }
}

test.each([11, 12, 13, 14, 15, 16])(
  "random world %i over HTTP: what must stay stays, and what may go goes",
  async (seed) => {
    const random = randomFrom(seed);
    const sacred: Sacred = new Map();
    const world = await newWorld();
    await world.setManifest(NAME, { top: { approve: [] } });
    const bot = await startOrphanBot(world);
    await makeDebris(world, bot, random, sacred);
    if (random.chance(0.5)) await meddle(world, bot, random, sacred);
    await bot.scan();
    await meddle(world, bot, random, sacred);
    const before = await world.control.volumes();
    const cleaned = await bot.clean(NAME);
    const there = new Set(
      [...(await world.control.groupSnapshots()), ...(await world.control.volumes())].map(({ id }) => id),
    );
    for (const [id, why] of sacred) expect([id, why, there.has(id)]).toEqual([id, why, true]);
    // The application's own.
    for (const { id, snapshotId } of before) if (snapshotId === undefined) expect(there).toContain(id);
    const left = (await bot.scan()).filter(
      ({ orphan }) => orphan.by === "clean-up" && orphan.stays === undefined,
    );
    expect(left.filter(({ orphan }) => !sacred.has(orphan.thing)).map(({ orphan }) => orphan.name)).toEqual(
      [],
    );
    expect(cleaned).toHaveProperty("application", NAME);
  },
  60_000,
);
