import { failMember } from "./cut.ts";
import type { Debris } from "./debris.ts";
import type { DebrisHouse } from "./house.ts";

/**
 * The back end refuses one member. Where Cinder loops the other is `available`; where the driver takes all at once both are in
 * error.
 */
export async function makeFailedSet(house: DebrisHouse): Promise<Debris[]> {
  const thing = await failMember(house);
  return [{ class: "failed set", kind: "group snapshot", thing, by: "clean-up" }];
}
