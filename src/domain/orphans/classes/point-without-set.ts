import { type Orphan, orphan } from "../orphan.ts";
import type { Sight } from "../sight.ts";

/**
 * Recorded points whose group snapshot the project does not have any more, or that is in error: somebody else has deleted it,
 * or tried to. Reported, and never removed by itself: the same is seen with the credential of another project.
 */
export const pointsWithoutSet = ({ scan, known, related }: Sight): Orphan[] =>
  known.points.flatMap(({ id, application, here, groupSnapshotId, members }) => {
    if (!here) return [];
    const set = related.set(groupSnapshotId);
    const isDamaged = set?.status === "error";
    if (scan.setIds.has(groupSnapshotId) && !isDamaged) return [];
    return [
      orphan({
        class: "point without set",
        kind: "recovery point",
        cloud: scan.cloud,
        application,
        thing: id,
        name: id,
        status: isDamaged ? "its group snapshot is in error" : "gone from the cloud",
        gib: 0,
        by: "owner",
        proof: [
          isDamaged
            ? `group snapshot ${groupSnapshotId} is in error: somebody has tried to delete it, or an administrator has reset it`
            : `no group snapshot of the project has the id ${groupSnapshotId}`,
        ],
        commands: [
          `cinder group-snapshot-show ${groupSnapshotId}   # as an administrator: is it in another project?`,
        ],
        bound: [groupSnapshotId, members, isDamaged],
      }),
    ];
  });
