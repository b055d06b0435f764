import { addFault, isSpent } from "../faults.ts";
import { makeLooseVolume } from "../scratch-group.ts";
import { until } from "../until.ts";
import { deleteSet, failCut, failMember } from "./cut.ts";
import type { Debris } from "./debris.ts";
import type { DebrisHouse } from "./house.ts";

/**
 * Two calls that nobody comes back from. *Creating*: the driver dies of what Cinder does not expect; where Cinder loops it would
 * catch that, so there the whole service dies. *Deleting*: the driver dies.
 */
export async function makeStuckSets(house: DebrisHouse): Promise<Debris[]> {
  const stuck = [await stuckInCreating(house), await stuckInDeleting(house)];
  return stuck.map((thing) => ({
    class: "stuck set",
    kind: "group snapshot",
    thing,
    by: "administrator",
  }));
}

async function stuckInCreating(house: DebrisHouse): Promise<string> {
  const { lab, dir, group, backEnd } = house;
  if (backEnd.volumeType === "atomic")
    return failCut(house, {
      op: "create_group_snapshot",
      action: "crash",
      match: `ff/${dir.instance}/`,
      times: 1,
    });
  const match = `${group.name}-data`;
  const thing = await failCut(house, { op: "create_snapshot", action: "exit", match, times: 1 });
  // It answers again: its parent has started another one.
  await using _volume = await makeLooseVolume(lab, "generic");
  return thing;
}

async function stuckInDeleting(house: DebrisHouse): Promise<string> {
  const { dir, group, backEnd } = house;
  const thing = await failMember(house);
  const loops = backEnd.volumeType === "generic";
  const name = `delete-${dir.instance}`;
  await using _fault = await addFault(name, {
    op: loops ? "delete_snapshot" : "delete_group_snapshot",
    action: "crash",
    match: loops ? group.name : `ff/${dir.instance}/`,
    backend: backEnd.volumeType,
    times: 1,
  });
  await deleteSet(house, thing);
  await until("the call has died", () => isSpent(name));
  return thing;
}
