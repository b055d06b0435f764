import { addFault, isSpent } from "../faults.ts";
import { expectStatus } from "../open-stack.ts";
import { until } from "../until.ts";
import { deleteSet, failMember, setIs } from "./cut.ts";
import type { Debris } from "./debris.ts";
import type { DebrisHouse } from "./house.ts";

/**
 * A deletion that the back end breaks off. Where Cinder loops, the member that went is listed as `deleted` from then on. A driver
 * that deletes all at once leaves no such member: there the call dies, and an administrator has reset the set alone.
 */
export async function makeHalfDeletedSet(house: DebrisHouse): Promise<Debris[]> {
  const { lab, group, dir, backEnd } = house;
  const thing = await failMember(house);
  const loops = backEnd.volumeType === "generic";
  const name = `delete-${dir.instance}`;
  await using _fault = await addFault(name, {
    op: loops ? "delete_snapshot" : "delete_group_snapshot",
    action: loops ? "fail" : "crash",
    match: loops ? `${group.name}-data` : `ff/${dir.instance}/`,
    backend: backEnd.volumeType,
    times: 1,
  });
  await deleteSet(house, thing);
  if (!loops) {
    await until("the call has died", () => isSpent(name));
    const reset = { reset_status: { status: "error" } };
    expectStatus(await lab.admin.cinder("POST", `/group_snapshots/${thing}/action`, reset), 202);
  }
  await setIs(house, thing, "error");
  return [{ class: "half-deleted set", kind: "group snapshot", thing, by: "clean-up" }];
}
