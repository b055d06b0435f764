import { describe, expect, test } from "vitest";
import type { DeletableSet } from "#domain/deletable-set.ts";
import { PROTECTED_KEY } from "#domain/protection.ts";
import { systemClock } from "#support/clock.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import { deleteSet, type SetDeleted } from "#workflows/delete-set.ts";
import type { World } from "../../playground/world.ts";
import { type Bot, newWorld, startBot } from "./bot.ts";

const APP = "orders-db-loop";
const post = { method: "DELETE", path: "/group_snapshots" };

interface Made {
  readonly world: World;
  readonly bot: Bot;
  readonly cloud: CloudPort;
  readonly set: DeletableSet;
  remove(change?: {
    withinMs?: number;
    cloud?: CloudPort;
    set?: DeletableSet;
    signal?: AbortSignal;
  }): Promise<SetDeleted>;
  /** Ids of group snapshots that the cloud has. */
  sets(): Promise<string[]>;
  /** How often Cinder was asked to delete one. */
  asked(): Promise<number>;
}

async function made(): Promise<Made> {
  const world = await newWorld();
  const bot = await startBot(world);
  await bot.snapshot(APP);
  const [point] = await bot.ports.records.points(APP);
  if (point === undefined) throw new Error("no point");
  const cloud = bot.ports.cloud("simulated");
  const set: DeletableSet = {
    id: point.groupSnapshotId,
    name: point.evidence.set.name,
    groupId: point.groupId,
    members: point.evidence.set.members.map(({ snapshotId = "", volumeId }) => ({ snapshotId, volumeId })),
  };
  return {
    ...{ world, bot, cloud, set },
    remove: (change = {}) =>
      deleteSet(
        change.set ?? set,
        {
          cloud: change.cloud ?? cloud,
          clock: systemClock,
          instance: bot.ports.instance,
          withinMs: change.withinMs ?? 5_000,
          pollMs: 10,
        },
        change.signal ?? new AbortController().signal,
      ),
    sets: async () => (await world.control.groupSnapshots()).map(({ id }) => id),
    asked: async () =>
      (await world.control.events("request")).filter(
        ({ method, path }) => method === "DELETE" && String(path).includes("/group_snapshots/"),
      ).length,
  };
}

const text = (deleted: SetDeleted): string => (deleted.gone ? "gone" : deleted.why);

test("a set goes, with its members, and a second time it is gone", async () => {
  const { remove, sets, asked, world, set } = await made();
  expect(await remove()).toEqual({ gone: true });
  expect(await sets()).toEqual([]);
  expect(await remove()).toEqual({ gone: true });
  expect([await asked(), await world.control.orphans()]).toEqual([1, []]);
  expect(set.members).toHaveLength(3);
});

describe("nothing is asked of Cinder", () => {
  test("while a member is protected by metadata; a command that ends it is told", async () => {
    const { remove, sets, asked, cloud, set } = await made();
    const { snapshotId = "" } = set.members[1] ?? {};
    await cloud.setSnapshotMetadata(
      snapshotId,
      { [PROTECTED_KEY]: "U0OPS 1 audit" },
      AbortSignal.timeout(5_000),
    );
    expect(await remove()).toEqual({
      gone: false,
      why: `it is protected by metadata of ${snapshotId}`,
      remedy: [`openstack volume snapshot unset --property freezeframe:protected ${snapshotId}`],
    });
    await cloud.removeSnapshotMetadata(snapshotId, PROTECTED_KEY, AbortSignal.timeout(5_000));
    await cloud.removeSnapshotMetadata(snapshotId, PROTECTED_KEY, AbortSignal.timeout(5_000));
    expect([await asked(), (await sets()).length]).toEqual([0, 1]);
    expect(await remove()).toEqual({ gone: true });
  });

  test("while a volume was made from a member, whatever its state", async () => {
    const { remove, asked, cloud, set, world } = await made();
    const request = {
      name: "somebody-elses",
      description: "",
      snapshotId: set.members[0]?.snapshotId ?? "",
      sizeGib: 10,
      volumeType: "",
      metadata: {},
    };
    const [source] = (await world.control.volumes()).filter(({ id }) => id === set.members[0]?.volumeId);
    const wanted = { ...request, sizeGib: source?.size ?? 1, volumeType: source?.volumeTypeId ?? "" };
    const volume = await cloud.createVolumeFromSnapshot(wanted, AbortSignal.timeout(5_000));
    if (volume.kind !== "created") throw new Error(JSON.stringify(volume));
    const deleted = await remove();
    expect(text(deleted)).toBe("volume somebody-elses was made from it");
    expect(deleted).toMatchObject({ remedy: [expect.stringContaining(volume.id)] });
    // Transferred, it still depends on the member; only an administrator's list has it.
    await world.control.patch("volumes", volume.id, { projectId: "f".repeat(32) });
    expect(text(await remove())).toBe("volume somebody-elses was made from it");
    expect(await asked()).toBe(0);
  });

  test("while a group is being made from it", async () => {
    const { remove, asked, cloud, set, world } = await made();
    await world.control.fault({ kind: "restore-hangs" });
    const group = await cloud.createGroupFromSnapshot(
      { name: "ffr/playground/x/r-1", description: "", groupSnapshotId: set.id },
      AbortSignal.timeout(5_000),
    );
    if (group.kind !== "created") throw new Error(JSON.stringify(group));
    expect(text(await remove())).toBe(`group ${group.id} is being made from it`);
    expect(await asked()).toBe(0);
    await world.control.clearFaults();
  });

  test.each([
    ["its name is another one", { name: "ff/playground/orders-db-loop/r-1/other" }, /^it is ff\/playground/],
    ["its group is another one", { groupId: "somewhere" }, /of group .* now$/],
    ["it has a member that it did not have", { members: [] }, /^it has members that it did not have/],
  ])("when %s", async (_what, change, why) => {
    const { remove, asked, set } = await made();
    expect(text(await remove({ set: { ...set, ...change } }))).toMatch(why);
    expect(await asked()).toBe(0);
  });

  test("when it has lost a member that it had", async () => {
    const { remove, asked, set } = await made();
    const more = [...set.members, { snapshotId: "lost", volumeId: "lost" }];
    expect(text(await remove({ set: { ...set, members: more } }))).toBe("it has lost members: lost");
    expect(await asked()).toBe(0);
  });

  test("when its name, or a member's mark, is of another instance", async () => {
    const { remove, asked, cloud, set, world } = await made();
    const name = set.name.replace("ff/playground/", "ff/elsewhere/");
    await world.control.patch("group_snapshots", set.id, { name });
    expect(text(await remove({ set: { ...set, name } }))).toContain(
      "not say that it is of instance playground",
    );
    await world.control.patch("group_snapshots", set.id, { name: set.name });
    const { snapshotId = "" } = set.members[0] ?? {};
    const foreign = { "freezeframe:instance": "elsewhere" };
    await cloud.setSnapshotMetadata(snapshotId, foreign, AbortSignal.timeout(5_000));
    expect(text(await remove())).toContain(`member ${snapshotId} bears the mark of another instance`);
    expect(await asked()).toBe(0);
  });

  test("when neither it nor its group is there: this may be another project", async () => {
    const { remove, asked, set } = await made();
    const elsewhere = {
      ...set,
      id: "00000000-0000-4000-8000-000000000000",
      groupId: "00000000-0000-4000-8000-000000000001",
    };
    expect(text(await remove({ set: elsewhere }))).toContain("in the project that this credential sees");
    expect(await asked()).toBe(0);
  });

  test("when the cloud does not answer before", async () => {
    const { remove, asked, world } = await made();
    await world.control.fault({ kind: "status", status: 503, match: { path: "/volumes/detail" } });
    expect(text(await remove())).toMatch(/^nobody could look: /);
    expect(await asked()).toBe(0);
  });

  test("when it is still being made: an administrator's command is told", async () => {
    const { remove, asked, set, world } = await made();
    await world.control.patch("group_snapshots", set.id, { status: "creating" });
    expect(await remove()).toMatchObject({
      why: "it is creating",
      remedy: [expect.stringContaining("reset-state"), expect.anything()],
    });
    expect(await asked()).toBe(0);
  });
});

describe("an answer that is lost", () => {
  test("after Cinder has taken the request: it is seen to go", async () => {
    const { remove, asked, world } = await made();
    await world.control.fault({ kind: "lose-answer", match: post }, 1);
    expect(await remove()).toEqual({ gone: true });
    expect(await asked()).toBe(1);
  });

  test("before it has: everything is looked at again, then it is asked once more", async () => {
    const { remove, sets, world } = await made();
    await world.control.fault({ kind: "refuse", match: post }, 1);
    expect(await remove()).toEqual({ gone: true });
    expect(await sets()).toEqual([]);
  });
});

test("a back end that cannot delete a member: it is told with the members' states, and a later try may succeed", async () => {
  const { remove, sets, world } = await made();
  await world.control.fault({ kind: "delete-fails", volume: `${APP}-data` }, 1);
  const deleted = await remove();
  expect(text(deleted)).toMatch(/^the back end could not delete it: it is in error \(.*deleted.*\)$/);
  expect(deleted).toMatchObject({ remedy: [expect.stringMatching(/^cinder group-snapshot-delete /)] });
  expect(await sets()).toHaveLength(1);
  expect(await remove()).toEqual({ gone: true });
});

test("one that stays deleting is told when there is no more time, with an administrator's commands", async () => {
  const { remove, set, world } = await made();
  await world.control.patch("group_snapshots", set.id, { status: "deleting" });
  expect(await remove({ withinMs: 60 })).toMatchObject({
    gone: false,
    why: "it is still deleting",
    remedy: [expect.stringContaining("as an administrator"), expect.anything()],
  });
});

test("whoever is stopped hears of nothing else", async () => {
  const { remove } = await made();
  await expect(remove({ signal: AbortSignal.abort(new Error("stopped")) })).rejects.toThrow("stopped");
});
