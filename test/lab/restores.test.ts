import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { connectCloud } from "#cloud/connect-cloud.ts";
import { readCloud } from "#config/clouds-file.ts";
import { labelOf } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { RestoreReport } from "#domain/restore/report.ts";
import type { Strategy } from "#domain/restore/strategy.ts";
import { systemClock } from "#support/clock.ts";
import { DISCARD_RESTORE } from "#workflows/discard-restore.ts";
import { REQUEST_RESTORE } from "#workflows/request-restore.ts";
import { unfrozen } from "../unit/domain/observed.ts";
import { live, openHouse, application as orders } from "../unit/workflows/restore/restore-house.ts";
import { simpleCloud } from "../unit/workflows/restore/simple-cloud.ts";
import { removeGroupSnapshots } from "./harness/group-snapshots.ts";
import { lab as runningLab } from "./harness/lab.ts";
import { loseCopy } from "./harness/lose-copy.ts";
import { makeServer } from "./harness/recovery-server.ts";
import { makeGroup } from "./harness/scratch-group.ts";

// The restore's runs against real Cinder and Nova. The recovery kit is a simple one here: no guest runs on the lab's fake
// hypervisor; the kit itself, on real disks, has tests of its own.

const lab = await runningLab();
const place = { env: { OS_CLIENT_CONFIG_FILE: lab.cloudsFile }, cwd: import.meta.dirname };
const port = await connectCloud({
  credentials: await readCloud("lab-bot", place),
  declared: [],
  clock: systemClock,
});
afterAll(() => port[Symbol.dispose]());

const signal = AbortSignal.timeout(600_000);
const settled = { timeout: 60_000, interval: 100 };
const roles = ["data", "wal"] as const;

const backEnds = [
  { groupType: "consistent", volumeType: "atomic" },
  { groupType: "plain", volumeType: "generic" },
] as const;

/** A point of a group of the test's own, a server of its own to restore it to, and a bot that knows both. */
async function restorable({ groupType, volumeType }: (typeof backEnds)[number]) {
  await using stack = new AsyncDisposableStack();
  const id = randomUUID().slice(0, 8);
  const server = stack.use(await makeServer(lab, `recovery-${id}`, { "freezeframe:recovery": "yes" }));
  const group = stack.use(await makeGroup(lab, { groupType, volumeType, roles: [...roles] }));
  const name = `ff/test/orders/r-${id}/token`;
  const outcome = await port.createGroupSnapshot(group.id, name, "", signal);
  if (outcome.kind !== "created") throw new Error(outcome.reason);
  stack.defer(() => removeGroupSnapshots(lab, name));
  const groupSnapshotId = outcome.groupSnapshot.id;
  await expect
    .poll(async () => (await port.showGroupSnapshot(groupSnapshotId, signal))?.status, settled)
    .toBe("available");
  const point = await pointOf(group, groupSnapshotId, name);
  stack.defer(() => removeRestored(groupSnapshotId, point, server.id));
  const application = { ...orders, restore: { recoveryServer: server.name } };
  const house = openHouse({
    cloud: { ...simpleCloud(), port },
    application,
    point,
    limits: { createWithinMs: 60_000, attachWithinMs: 60_000, tearDownWithinMs: 60_000, pollMs: 200 },
  });
  const owned = stack.move();
  return {
    house,
    point,
    server,
    run: (await live(house)).run,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What a test that failed has left: nothing, where it has not. */
async function removeRestored(groupSnapshotId: string, point: RecoveryPoint, serverId: string) {
  const snapshots = point.evidence.set.members.map(({ snapshotId }) => snapshotId);
  for (const { id, snapshotId, groupId } of await port.volumesNamed("ffr/test/orders/", signal)) {
    if (!snapshots.includes(snapshotId)) continue;
    await port.detachVolume(serverId, id, signal);
    if (groupId === undefined) await port.deleteVolume(id, signal);
  }
  for (const group of await port.groupsNamed("ffr/test/orders/", signal))
    if (group.groupSnapshotId === groupSnapshotId) await port.deleteRestoredGroup(group.id, signal);
  const named = async () =>
    (await port.volumesNamed("ffr/test/orders/", signal)).map((one) => one.snapshotId);
  await expect.poll(async () => (await named()).some((id) => snapshots.includes(id)), settled).toBe(false);
}

async function pointOf(
  group: Awaited<ReturnType<typeof makeGroup>>,
  groupSnapshotId: string,
  name: string,
): Promise<RecoveryPoint> {
  const found = await port.membersOf(
    groupSnapshotId,
    group.volumes.map((volume) => volume.id),
    signal,
  );
  const members = group.volumes.map(({ role, id }) => {
    const member = found.find(({ volumeId }) => volumeId === id);
    return {
      role,
      volumeId: id,
      expectedSize: 1,
      snapshotId: member?.id ?? "",
      status: "available",
      size: 1,
    };
  });
  const set = { ...unfrozen.set, groupSnapshotId, name, members };
  const evidence = { ...unfrozen, set, backend: { unread: ["not looked at"] } };
  return {
    id: `orders-20261123-104207-${group.id.slice(0, 4)}`,
    application: "orders",
    cloud: "prod",
    runId: "r-20261123-104207-7f3a",
    groupId: group.id,
    groupSnapshotId,
    createdAt: systemClock.now(),
    requestedBy: "U0OPS",
    evidence,
    label: labelOf(evidence),
  };
}

const wayAndPlace = backEnds.flatMap((backEnd) =>
  (["volumes", "group"] as const).map((strategy) => [strategy, backEnd.volumeType, backEnd] as const),
);

test.each(wayAndPlace)(
  "restored as %s on %s: made, proved, attached, kept; discarded, gone",
  async (how, _on, backEnd) => {
    await using it = await restorable(backEnd);
    const report = await restore(it.run, it.point, how);
    expect(report.headline).toMatch(/^data verified: /);
    expect(report.volumes.map(({ role }) => role)).toEqual(["data", "wal"]);
    for (const { role, volumeId, name } of report.volumes) {
      const volume = await port.volumeById(volumeId, signal);
      const member = it.point.evidence.set.members.find((one) => one.role === role);
      expect(volume).toMatchObject({
        name,
        status: "in-use",
        snapshotId: member?.snapshotId,
        attachments: [{ serverId: it.server.id }],
        metadata: { "freezeframe:restore": report.runId, "freezeframe:role": role },
      });
    }
    await it.run(
      DISCARD_RESTORE,
      { application: "orders", restore: report.runId, requestedBy: "U0OPS" },
      "r-discard",
    );
    for (const { volumeId } of report.volumes)
      expect(await port.volumeById(volumeId, signal)).toBeUndefined();
    expect(await port.groupsNamed(`ffr/test/orders/${report.runId}/`, signal)).toEqual([]);
  },
);

test.each(backEnds)(
  "what the recovery server finds damaged on $volumeType is detached and deleted",
  async (backEnd) => {
    await using it = await restorable(backEnd);
    it.house.recovery.says.clean = false;
    const report = await restore(it.run, it.point, "volumes");
    expect(report).toMatchObject({ reached: "attached", state: "torn down", left: [] });
    expect(await port.volumesNamed(`ffr/test/orders/${report.runId}/`, signal)).toEqual([]);
    expect(await port.attachedTo(it.server.id, signal)).toEqual([]);
  },
);

test("a hollow restore, of which Cinder says available, is caught and leaves nothing", async () => {
  const [, looping] = backEnds;
  await using it = await restorable(looping);
  const lost = it.point.evidence.set.members.find(({ role }) => role === "wal")?.snapshotId ?? "";
  await loseCopy(lab, looping.volumeType, lost);
  const report = await restore(it.run, it.point, "group");
  // Cinder says error for a moment before it says available: seen then, nothing is attached any more.
  if (report.reached === "nothing") expect(report.headline).toMatch(/group \S+ is error, expected available/);
  else expect(report.headline).toContain("attaching failed: wal: ");
  expect(["nothing", "volumes created"]).toContain(report.reached);
  expect(report.left).toEqual([]);
  expect(report.state).toBe("torn down");
  expect(await port.groupsNamed(`ffr/test/orders/${report.runId}/`, signal)).toEqual([]);
});

async function restore(
  run: Awaited<ReturnType<typeof live>>["run"],
  { id }: RecoveryPoint,
  strategy: Strategy,
): Promise<RestoreReport> {
  const input = { application: "orders", point: id, strategy, requestedBy: "U0OPS" };
  const ended = await run(REQUEST_RESTORE, input, `r-lab-${randomUUID().slice(0, 8)}`);
  if (ended.error !== undefined) throw new Error(ended.error.message);
  const report = RestoreReport.safeParse(ended.result);
  if (!report.success) throw new Error(JSON.stringify(ended.result));
  return report.data;
}
