import { randomUUID } from "node:crypto";
import { afterAll, expect } from "vitest";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { RestoreReport } from "#domain/restore/report.ts";
import type { Strategy } from "#domain/restore/strategy.ts";
import { REQUEST_RESTORE } from "#workflows/names.ts";
import { live, openHouse, application as orders } from "../../unit/workflows/restore/restore-house.ts";
import { simpleCloud } from "../../unit/workflows/restore/simple-cloud.ts";
import type { BackEnd } from "./back-ends.ts";
import { cloudPort } from "./cloud-port.ts";
import { lab as runningLab } from "./lab.ts";
import { ownPoint } from "./own-point.ts";
import { makeServer } from "./recovery-server.ts";

export const lab = await runningLab();
export const port = await cloudPort(lab);
afterAll(() => port[Symbol.dispose]());

export const signal = AbortSignal.timeout(600_000);
const settled = { timeout: 60_000, interval: 100 };
/**
 * A point of a group of the test's own, a server of its own to restore it to, and a bot that knows both, against real Cinder and
 * Nova. The recovery kit is a simple one here: no guest runs on the lab's fake hypervisor; the kit itself, on real disks, has
 * tests of its own.
 */
export async function restorable({ groupType, volumeType }: BackEnd) {
  await using stack = new AsyncDisposableStack();
  const id = randomUUID().slice(0, 8);
  const server = stack.use(await makeServer(lab, `recovery-${id}`, { "freezeframe:recovery": "yes" }));
  const options = { groupType, volumeType, roles: ["data", "wal"] };
  const { point } = stack.use(await ownPoint(lab, port, options));
  stack.defer(() => removeRestored(point, server.id));
  const application = { ...orders, restore: { recoveryServer: server.name } };
  const house = openHouse({
    cloud: { ...simpleCloud(), port },
    application,
    point,
    limits: {
      createWithinMs: 60_000,
      createPerGibMs: 0,
      attachWithinMs: 60_000,
      tearDownWithinMs: 60_000,
      pollMs: 200,
    },
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
async function removeRestored(point: RecoveryPoint, serverId: string) {
  const snapshots = point.evidence.set.members.map(({ snapshotId }) => snapshotId);
  for (const { id, snapshotId, groupId } of await port.volumesNamed("ffr/test/orders/", signal)) {
    if (!snapshots.includes(snapshotId)) continue;
    await port.detachVolume(serverId, id, signal);
    if (groupId === undefined) await port.deleteVolume(id, signal);
  }
  for (const group of await port.groupsNamed("ffr/test/orders/", signal))
    if (group.groupSnapshotId === point.groupSnapshotId) await port.deleteRestoredGroup(group.id, signal);
  const named = async () =>
    (await port.volumesNamed("ffr/test/orders/", signal)).map((one) => one.snapshotId);
  await expect.poll(async () => (await named()).some((id) => snapshots.includes(id)), settled).toBe(false);
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
