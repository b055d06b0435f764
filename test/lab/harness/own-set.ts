import { expect } from "vitest";
import type { MemberSnapshot } from "#domain/cloud.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import { removeGroupSnapshots } from "./group-snapshots.ts";
import type { Lab } from "./lab.ts";
import { makeGroup, type ScratchGroup, type ScratchOptions } from "./scratch-group.ts";

const settled = { timeout: 60_000, interval: 100 };

/** A group snapshot of a group of the test's own; both are gone at the end. */
export interface OwnSet extends AsyncDisposable {
  readonly group: ScratchGroup;
  readonly id: string;
  readonly name: string;
  readonly members: readonly MemberSnapshot[];
}

export async function ownSet(
  lab: Lab,
  port: CloudPort,
  options: ScratchOptions,
  nameOf: (group: ScratchGroup) => string,
): Promise<OwnSet> {
  const signal = AbortSignal.timeout(300_000);
  await using stack = new AsyncDisposableStack();
  const group = stack.use(await makeGroup(lab, options));
  const name = nameOf(group);
  const outcome = await port.createGroupSnapshot(group.id, name, "", signal);
  if (outcome.kind !== "created") throw new Error(outcome.reason);
  stack.defer(() => removeGroupSnapshots(lab, name));
  const { id } = outcome.groupSnapshot;
  await expect
    .poll(async () => (await port.showGroupSnapshot(id, signal))?.status, settled)
    .toBe("available");
  const volumes = group.volumes.map((volume) => volume.id);
  const members = await port.membersOf(id, volumes, signal);
  const owned = stack.move();
  return { group, id, name, members, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
