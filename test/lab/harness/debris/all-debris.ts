import { makeOthersSnapshots } from "./another-tools.ts";
import { takePoint } from "./cut.ts";
import { makeDeadRuns } from "./dead-run.ts";
import type { Debris } from "./debris.ts";
import { makeExpiredRestore } from "./expired-restore.ts";
import { makeFailedGroup } from "./failed-group.ts";
import { makeFailedSet } from "./failed-set.ts";
import { makeHalfDeletedSet } from "./half-deleted-set.ts";
import type { DebrisHouse } from "./house.ts";
import { makePointsWithoutSet } from "./point-without-set.ts";
import { driftQuota } from "./quota-drift.ts";
import { makeSetWithoutPoint } from "./set-without-point.ts";
import { makeStuckSets } from "./stuck-set.ts";

/** Every class but quota drift, whose figures change with all else: that is counted when it is looked for. */
export async function makeDebris(house: DebrisHouse): Promise<Debris[]> {
  // First, since it is stuck only after a minute.
  const stuck = await makeStuckSets(house);
  const { point } = await takePoint(house);
  const debris = [
    ...stuck,
    ...(await makeFailedGroup(house, point)),
    ...(await makeDeadRuns(house, point)),
    ...(await makeExpiredRestore(house, point)),
    ...(await makeSetWithoutPoint(house)),
    ...(await makeHalfDeletedSet(house)),
    ...(await makePointsWithoutSet(house)),
    ...(await makeOthersSnapshots(house)),
  ];
  const failed = await makeFailedSet(house);
  for (const { thing } of failed) await driftQuota(house, thing);
  return [...debris, ...failed];
}
