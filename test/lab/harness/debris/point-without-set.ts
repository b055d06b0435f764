import { deleteSet, setIs, takePoint } from "./cut.ts";
import type { Debris } from "./debris.ts";
import type { DebrisHouse } from "./house.ts";

/**
 * Somebody deletes the group snapshots of two points, past Freezeframe. Of a member of one a volume was made before: whether the
 * back end still has that snapshot no API shows any more.
 */
export async function makePointsWithoutSet(house: DebrisHouse): Promise<Debris[]> {
  const [plain, copied] = [await takePoint(house), await takePoint(house)];
  const member = copied.members[0]?.snapshotId ?? "";
  await house.somebody.volume({ name: "somebody's copy", snapshot_id: member });
  for (const { groupSnapshotId } of [plain, copied]) {
    await deleteSet(house, groupSnapshotId);
    await setIs(house, groupSnapshotId, undefined);
  }
  return [
    ...[plain, copied].map(
      ({ point }): Debris => ({
        class: "point without set",
        kind: "recovery point",
        thing: point,
        by: "owner",
      }),
    ),
    { class: "back end", kind: "snapshot", thing: member, by: "administrator" },
  ];
}
