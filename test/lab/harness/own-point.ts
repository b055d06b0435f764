import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import { unfrozen } from "../../unit/domain/observed.ts";
import { pointWith } from "../../unit/domain/restore/restorable.ts";
import type { Lab } from "./lab.ts";
import { ownSet } from "./own-set.ts";
import type { ScratchOptions } from "./scratch-group.ts";

/** A group of the test's own with a group snapshot, and what Freezeframe would know of it. */
export async function ownPoint(
  lab: Lab,
  port: CloudPort,
  options: ScratchOptions,
): Promise<{ point: RecoveryPoint } & AsyncDisposable> {
  const own = await ownSet(lab, port, options, ({ id }) => `ff/test/orders/r-${id.slice(0, 8)}/token`);
  const { group, id: groupSnapshotId, name } = own;
  const size = options.image?.sizeGib ?? 1;
  const members = group.volumes.map(({ role, id }) => ({
    role,
    volumeId: id,
    expectedSize: size,
    snapshotId: own.members.find(({ volumeId }) => volumeId === id)?.id ?? "",
    status: "available",
    size,
  }));
  const set = { ...unfrozen.set, groupSnapshotId, name, members };
  const point = {
    ...pointWith({ ...unfrozen, set, backend: { unread: ["not looked at"] } }),
    groupId: group.id,
    groupSnapshotId,
  };
  return { point, [Symbol.asyncDispose]: () => own[Symbol.asyncDispose]() };
}
