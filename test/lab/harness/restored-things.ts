import type { Lab } from "./lab.ts";
import { expectStatus } from "./open-stack.ts";
import { until } from "./until.ts";

/** A volume or group that a restore has made, as Cinder shows it. */
export interface RestoredThing {
  readonly kind: "volume" | "group";
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

/** All that restores of this instance have made and that is there. */
export async function restoredThings({ bot }: Lab, instance: string): Promise<RestoredThing[]> {
  const [{ volumes }, { groups }] = await Promise.all([
    bot.cinder("GET", "/volumes/detail").then((answer) => expectStatus(answer, 200)),
    bot.cinder("GET", "/groups/detail").then((answer) => expectStatus(answer, 200)),
  ]);
  const ours = (kind: RestoredThing["kind"], all: readonly RestoredThing[]) =>
    all
      .filter(({ name }) => name?.startsWith(`ffr/${instance}/`))
      .map(({ id, name, status }) => ({ kind, id, name, status }));
  return [...ours("volume", volumes), ...ours("group", groups)];
}

/** Ids of the volumes that Nova says are attached to a recovery server. */
export async function attachedToRecovery({ bot, recovery }: Lab): Promise<string[]> {
  const asked = recovery.map(async ({ id }) => {
    const { volumeAttachments } = expectStatus(
      await bot.nova("GET", `/servers/${id}/os-volume_attachments`),
      200,
    );
    return volumeAttachments.map(({ volumeId }: { volumeId: string }) => volumeId);
  });
  return (await Promise.all(asked)).flat();
}

/** Takes away what a test that failed, or that leaves it to this, has left. */
export async function removeRestored(lab: Lab, instance: string): Promise<void> {
  if ((await restoredThings(lab, instance)).length === 0) return;
  await until(`nothing named ffr/${instance}/ is left`, () => removeOnce(lab, instance), 60_000, 500);
}

async function removeOnce(lab: Lab, instance: string): Promise<true | undefined> {
  const { bot, admin, recovery } = lab;
  const things = await restoredThings(lab, instance);
  const attached = await attachedToRecovery(lab);
  for (const { id } of things.filter((thing) => attached.includes(thing.id)))
    for (const server of recovery)
      await bot.nova("DELETE", `/servers/${server.id}/os-volume_attachments/${id}`);
  const groups = things.filter(({ kind }) => kind === "group");
  for (const { id } of groups)
    await bot.cinder("POST", `/groups/${id}/action`, { delete: { "delete-volumes": true } });
  // A volume of a group goes with it: Cinder refuses here.
  for (const { id, status } of things.filter((thing) => thing.kind === "volume")) {
    const action = { "os-reset_status": { status: "error" } };
    if (status === "error_deleting") await admin.cinder("POST", `/volumes/${id}/action`, action);
    await bot.cinder("DELETE", `/volumes/${id}`);
  }
  return things.length === 0 ? true : undefined;
}
