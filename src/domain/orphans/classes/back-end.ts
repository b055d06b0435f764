import { type Orphan, orphan } from "../orphan.ts";
import type { Sight } from "../sight.ts";

/**
 * Snapshots that no API shows any more and that may still be on the back end: a volume was made from one, and its row was
 * removed all the same (cinder/volume/manager.py, SnapshotIsBusy in the generic deletion of a group snapshot). Only somebody
 * at the back end can see it.
 */
export const backEnd = ({ scan, known, related }: Sight): Orphan[] =>
  known.points
    .filter(({ here, groupSnapshotId }) => here && !scan.setIds.has(groupSnapshotId))
    .flatMap(({ id: point, application, members }) =>
      members.flatMap(({ snapshotId, volumeId }) => {
        const volumes = related.madeOf(snapshotId);
        if (volumes.length === 0) return [];
        const ids = volumes.map(({ id }) => id).join(", ");
        return [
          orphan({
            class: "back end",
            kind: "snapshot",
            cloud: scan.cloud,
            application,
            thing: snapshotId,
            name: `of ${point}`,
            status: "not listed any more",
            gib: 0,
            by: "administrator",
            proof: [
              `member snapshot ${snapshotId} of ${point} is gone from Cinder, and ${ids} was made from it: a back end on which the volume depends on it has kept it`,
            ],
            commands: [
              `for pool in $(ceph osd pool ls); do rbd snap ls "$pool/volume-${volumeId}" 2>/dev/null; done   # Ceph: is snapshot-${snapshotId} there?`,
              `lvs --noheadings -o lv_name | grep _snapshot-${snapshotId}   # LVM`,
            ],
            bound: [volumes.map(({ id }) => id).sort()],
          }),
        ];
      }),
    );
