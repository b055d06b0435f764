import type { Fault } from "../faults.ts";
import { makeLooseVolume } from "../scratch-group.ts";
import { deleteBroken, failCut, failMember } from "./cut.ts";
import type { Debris } from "./debris.ts";
import type { DebrisHouse } from "./house.ts";

/**
 * Two calls that nobody comes back from, a set in `creating` and one in `deleting`: the driver dies of what Cinder does not
 * expect. Where Cinder loops it catches even that, so there the whole service dies.
 */
export async function makeStuckSets(house: DebrisHouse): Promise<Debris[]> {
  const { dir, group, backEnd, lab } = house;
  const dies = (op: "create" | "delete"): Fault =>
    backEnd.volumeType === "atomic"
      ? { op: `${op}_group_snapshot`, action: "crash", match: `ff/${dir.instance}/` }
      : { op: `${op}_snapshot`, action: "exit", match: group.name };
  /** Its parent has started another one. */
  const answersAgain = async (): Promise<void> => {
    await using _volume = await makeLooseVolume(lab, backEnd.volumeType);
  };
  const creating = await failCut(house, dies("create"));
  await answersAgain();
  const deleting = await failMember(house);
  await deleteBroken(house, deleting, dies("delete"));
  await answersAgain();
  return [creating, deleting].map((thing) => ({
    class: "stuck set",
    kind: "group snapshot",
    thing,
    by: "administrator",
  }));
}
