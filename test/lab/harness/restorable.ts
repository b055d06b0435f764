import { randomUUID } from "node:crypto";
import { afterAll, expect } from "vitest";
import { connectCloud } from "#cloud/connect-cloud.ts";
import { readCloud } from "#config/clouds-file.ts";
import { labelOf } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { RestoreReport } from "#domain/restore/report.ts";
import type { Strategy } from "#domain/restore/strategy.ts";
import { systemClock } from "#support/clock.ts";
import { REQUEST_RESTORE } from "#workflows/names.ts";
import { unfrozen } from "../../unit/domain/observed.ts";
import { live, openHouse, application as orders } from "../../unit/workflows/restore/restore-house.ts";
import { simpleCloud } from "../../unit/workflows/restore/simple-cloud.ts";
import { removeGroupSnapshots } from "./group-snapshots.ts";
import { lab as runningLab } from "./lab.ts";
import { makeServer } from "./recovery-server.ts";
import { makeGroup } from "./scratch-group.ts";

export const lab = await runningLab();
const place = { env: { OS_CLIENT_CONFIG_FILE: lab.cloudsFile }, cwd: import.meta.dirname };
export const port = await connectCloud({
  credentials: await readCloud("lab-bot", place),
  declared: [],
  clock: systemClock,
});
afterAll(() => port[Symbol.dispose]());

export const signal = AbortSignal.timeout(600_000);
const settled = { timeout: 60_000, interval: 100 };
const roles = ["data", "wal"] as const;

export const backEnds = [
  { groupType: "consistent", volumeType: "atomic" },
  { groupType: "plain", volumeType: "generic" },
] as const;

/**
 * A point of a group of the test's own, a server of its own to restore it to, and a bot that knows both, against real Cinder and
 * Nova. The recovery kit is a simple one here: no guest runs on the lab's fake hypervisor; the kit itself, on real disks, has
 * tests of its own.
 */
export async function restorable({ groupType, volumeType }: (typeof backEnds)[number]) {
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

/** The report of a restore that was asked for; whatever else it came to is an error. */
export async function restore(
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
