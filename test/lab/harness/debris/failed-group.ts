import { addFault, isSpent } from "../faults.ts";
import { everything, type Thing } from "../inventory.ts";
import { makeLooseVolume } from "../scratch-group.ts";
import { untilListed } from "../until.ts";
import type { Debris } from "./debris.ts";
import type { DebrisHouse } from "./house.ts";
import { loseRun } from "./lost-run.ts";

/**
 * A group that a restore asked for, with Freezeframe lost meanwhile. Where the driver makes it, a copy fails and it ends in error.
 * Where Cinder loops, a copy that fails would not show; there the service dies, and the group is `creating` for ever.
 */
export async function makeFailedGroup(house: DebrisHouse, point: string): Promise<Debris[]> {
  const { dir, group, backEnd, lab } = house;
  const loops = backEnd.volumeType === "generic";
  await using stack = new AsyncDisposableStack();
  const hang = await addFault(`group-${dir.instance}`, {
    op: loops ? "create_volume_from_snapshot" : "create_group_from_src",
    action: "hang",
    // The volumes of such a group have no name yet.
    match: loops ? "volume-" : `ffr/${dir.instance}/`,
    backend: backEnd.volumeType,
  });
  stack.use(hang);
  let made: Awaited<ReturnType<typeof groupInCreation>>;
  const args = ["restore", group.name, point, "--strategy", "group", "--target", "volumes"];
  await loseRun(house, args, async () => {
    made = await groupInCreation(house);
    return made?.volumes.length === group.volumes.length ? true : undefined;
  });
  if (made === undefined) throw new Error("no group is being made");
  const { id } = made.group;
  for (const volume of made.volumes)
    stack.use(
      await addFault(`copy-${volume.id}`, {
        op: "create_volume_from_snapshot",
        action: loops ? "exit" : "fail",
        match: volume.id,
        times: 1,
      }),
    );
  await hang[Symbol.asyncDispose]();
  if (!loops)
    await untilListed(`group ${id} in error`, async () => {
      const found = (await everything(lab)).find((thing) => thing.id === id);
      return found?.status === "error" ? true : undefined;
    });
  else {
    // What is asked for before it has died would die with it.
    await untilListed("cinder-volume has died of a copy", async () => {
      const died = await Promise.all(made?.volumes.map(({ id }) => isSpent(`copy-${id}`)) ?? []);
      return died.includes(true) ? true : undefined;
    });
    await using _volume = await makeLooseVolume(lab, "generic");
  }
  return [{ class: "failed group", kind: "group", thing: id, by: "clean-up" }];
}

async function groupInCreation({
  lab,
  dir,
}: DebrisHouse): Promise<{ readonly group: Thing; readonly volumes: readonly Thing[] } | undefined> {
  const things = await everything(lab);
  const group = things.find(
    ({ kind, name, status }) =>
      kind === "group" && name.startsWith(`ffr/${dir.instance}/`) && status === "creating",
  );
  return group && { group, volumes: things.filter(({ kind, of }) => kind === "volume" && of === group.id) };
}
