import { describe, expect, it } from "vitest";
import { connectCloud } from "#cloud/connect-cloud.ts";
import { readCloud } from "#config/clouds-file.ts";
import { validateFiles } from "#config/load.ts";
import { systemClock } from "#support/clock.ts";
import { startWorld, type World } from "../../../playground/world.ts";

const validate = (world: World) => validateFiles({ configPath: world.config, cwd: world.directory, env: {} });

async function cloudOf(world: World) {
  const place = { cwd: world.directory, env: {} };
  const [credentials, reader] = [
    await readCloud("simulated", place),
    await readCloud("simulated-reader", place),
  ];
  return connectCloud({ credentials, reader, declared: [], clock: systemClock });
}

async function snapshot(world: World, application: string): Promise<string> {
  using cloud = await cloudOf(world);
  const signal = AbortSignal.timeout(5_000);
  const group = await cloud.findGroup(application, signal);
  const outcome = await cloud.createGroupSnapshot(group.id, "ff/test", "", signal);
  if (outcome.kind !== "created") throw new Error(outcome.reason);
  const { id } = outcome.groupSnapshot;
  await expect
    .poll(async () => (await cloud.showGroupSnapshot(id, signal))?.status, { interval: 5, timeout: 10_000 })
    .toBe("available");
  return id;
}

const hasWritten = async (world: World, application: string): Promise<void> => {
  const start = world.acknowledged(application);
  await expect.poll(() => world.acknowledged(application), { interval: 5 }).toBeGreaterThan(start + 6);
};

describe("the installation that the playground writes", () => {
  it("is what the bot wants: config and manifests are valid under each policy", async () => {
    await using world = await startWorld({ writeEveryMs: 0 });
    const good = {
      problems: [],
      applications: expect.arrayContaining(["orders-db", "orders-db-loop", "shop"]),
    };
    expect(await validate(world)).toMatchObject(good);
    await world.setManifest("orders-db", { policy: "degrade" });
    await world.setManifest("orders-db-loop", { policy: "skip" });
    expect(await validate(world)).toMatchObject(good);
  });

  it("leads the bot's own cloud client to a group snapshot of one moment on the atomic pool", async () => {
    await using world = await startWorld({ writeEveryMs: 1, atomicMs: 20 });
    await hasWritten(world, "orders-db");
    expect(await world.judge("orders-db", await snapshot(world, "orders-db"))).toEqual({
      oneMoment: true,
      lost: 0,
    });
  });

  it("shows that a loop without a freeze tears the set, and that frozen mounts keep it whole", async () => {
    await using world = await startWorld({ writeEveryMs: 1, memberMs: 200 });
    await hasWritten(world, "orders-db-loop");
    const torn = await world.judge("orders-db-loop", await snapshot(world, "orders-db-loop"));
    expect(torn.oneMoment).toBe(false);
    expect(torn.lost).toBeGreaterThan(1);
    for (const { mount } of world.applications[1]?.volumes ?? []) {
      await world.control.foreignFreeze("orders-db-loop-1", mount, true);
    }
    const whole = await world.judge("orders-db-loop", await snapshot(world, "orders-db-loop"));
    expect(whole).toEqual({ oneMoment: true, lost: 0 });
  });

  it("shows the reader's rights what the bot's own may not see", async () => {
    await using world = await startWorld({ writeEveryMs: 0 });
    using cloud = await cloudOf(world);
    const signal = AbortSignal.timeout(5_000);
    const { groupTypeId } = await cloud.findGroup("shop", signal);
    expect(await cloud.groupTypeSpec(groupTypeId, signal)).toEqual({ value: "<is> True" });
    expect(await cloud.pools(signal)).toMatchObject({ value: [{ name: "playground@atomic#pool" }, {}] });
    const place = { cwd: world.directory, env: {} };
    const credentials = await readCloud("simulated", place);
    using alone = await connectCloud({ credentials, declared: [], clock: systemClock });
    expect(await alone.groupTypeSpec(groupTypeId, signal)).toHaveProperty("unread");
    expect(await alone.pools(signal)).toHaveProperty("unread");
  });
});
