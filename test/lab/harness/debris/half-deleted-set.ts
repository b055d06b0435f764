import { expectStatus } from "../open-stack.ts";
import { deleteBroken, failMember, setIs } from "./cut.ts";
import type { Debris } from "./debris.ts";
import type { DebrisHouse } from "./house.ts";

/**
 * A deletion that the back end breaks off. Where Cinder loops, the member that went is listed as `deleted` from then on. A driver
 * that deletes all at once leaves no such member: there the call dies, and an administrator has reset the set alone.
 */
export async function makeHalfDeletedSet(house: DebrisHouse): Promise<Debris[]> {
  const { lab, group, dir, backEnd } = house;
  const thing = await failMember(house);
  if (backEnd.volumeType === "generic")
    await deleteBroken(house, thing, { op: "delete_snapshot", action: "fail", match: `${group.name}-data` });
  else {
    const match = `ff/${dir.instance}/`;
    await deleteBroken(house, thing, { op: "delete_group_snapshot", action: "crash", match });
    const reset = { reset_status: { status: "error" } };
    expectStatus(await lab.admin.cinder("POST", `/group_snapshots/${thing}/action`, reset), 202);
  }
  await setIs(house, thing, "error");
  return [{ class: "half-deleted set", kind: "group snapshot", thing, by: "clean-up" }];
}
