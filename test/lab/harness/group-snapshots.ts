import type { Lab } from "./lab.ts";
import { expectStatus } from "./open-stack.ts";
import { until } from "./until.ts";

export interface SeenGroupSnapshot {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly group_id: string;
}

/** All group snapshots of the project whose name starts so. */
export async function groupSnapshots({ bot }: Lab, prefix: string): Promise<SeenGroupSnapshot[]> {
  const { group_snapshots } = expectStatus(await bot.cinder("GET", "/group_snapshots/detail"), 200);
  return group_snapshots.filter(({ name }: SeenGroupSnapshot) => name?.startsWith(prefix));
}

/** Member snapshots of a group snapshot, with their metadata. */
export async function memberSnapshots({ bot }: Lab, groupSnapshotId: string) {
  const { snapshots } = expectStatus(await bot.cinder("GET", "/snapshots/detail"), 200);
  return snapshots.filter((one: { group_snapshot_id: string }) => one.group_snapshot_id === groupSnapshotId);
}

/** Removes them for good, whatever state they are in, and waits until their members are gone too. */
export async function removeGroupSnapshots(lab: Lab, prefix: string): Promise<void> {
  for (const { id, name } of await groupSnapshots(lab, prefix)) {
    await until(
      `group snapshot ${name} gone`,
      async () => {
        const { status, body } = await lab.bot.cinder("GET", `/group_snapshots/${id}`);
        if (status === 404) return (await memberSnapshots(lab, id)).length === 0 ? true : undefined;
        if (body.group_snapshot.status !== "deleting") await remove(lab, id);
        return undefined;
      },
      60_000,
      300,
    );
  }
}

async function remove({ bot, admin }: Lab, id: string): Promise<void> {
  const { status } = await bot.cinder("DELETE", `/group_snapshots/${id}`);
  if (status !== 400) return;
  // Stuck in creating: only an administrator can say that nothing will come of it.
  await admin.cinder("POST", `/group_snapshots/${id}/action`, { reset_status: { status: "error" } });
}
