import { expect } from "vitest";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import { unfrozen } from "../../unit/domain/observed.ts";
import { pointWith } from "../../unit/domain/restore/restorable.ts";
import { removeGroupSnapshots } from "./group-snapshots.ts";
import type { Lab } from "./lab.ts";
import { makeGroup, type ScratchOptions } from "./scratch-group.ts";

const settled = { timeout: 60_000, interval: 100 };

/** A group of the test's own with a group snapshot, and what Freezeframe would know of it. */
export async function ownPoint(
  lab: Lab,
  port: CloudPort,
  options: ScratchOptions,
): Promise<{ point: RecoveryPoint } & AsyncDisposable> {
  const signal = AbortSignal.timeout(300_000);
  await using stack = new AsyncDisposableStack();
  const group = stack.use(await makeGroup(lab, options));
  const name = `ff/test/orders/r-${group.id.slice(0, 8)}/token`;
  const outcome = await port.createGroupSnapshot(group.id, name, "", signal);
  if (outcome.kind !== "created") throw new Error(outcome.reason);
  stack.defer(() => removeGroupSnapshots(lab, name));
  const groupSnapshotId = outcome.groupSnapshot.id;
  await expect
    .poll(async () => (await port.showGroupSnapshot(groupSnapshotId, signal))?.status, settled)
    .toBe("available");
  const ids = group.volumes.map(({ id }) => id);
  const found = await port.membersOf(groupSnapshotId, ids, signal);
  const size = options.image?.sizeGib ?? 1;
  const members = group.volumes.map(({ role, id }) => ({
    role,
    volumeId: id,
    expectedSize: size,
    snapshotId: found.find(({ volumeId }) => volumeId === id)?.id ?? "",
    status: "available",
    size,
  }));
  const set = { ...unfrozen.set, groupSnapshotId, name, members };
  const point = {
    ...pointWith({ ...unfrozen, set, backend: { unread: ["not looked at"] } }),
    groupId: group.id,
    groupSnapshotId,
  };
  const owned = stack.move();
  return { point, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
