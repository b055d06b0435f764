import { stampClaims } from "#domain/adopt/stamp-claims.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { stampMetadata, stampText } from "#domain/stamp.ts";
import type { Ports } from "./ports.ts";

/**
 * Writes the signed stamp on every member snapshot; a later one counts more than an earlier one. Returns the roles that could not be
 * stamped: the point is good without, it only cannot be rebuilt from the cloud.
 */
export async function stampMembers(
  point: RecoveryPoint,
  ports: Ports,
  signal: AbortSignal,
): Promise<string[]> {
  const cloud = ports.cloud(point.cloud);
  const claims = stampClaims(point, ports.clock.now());
  const results = await Promise.all(
    point.evidence.set.members.map(async ({ role, volumeId, snapshotId }) => {
      if (snapshotId === undefined) return role;
      const stamp = {
        instance: ports.instance,
        application: point.application,
        point: point.id,
        role,
        grade: point.label.grade ?? "",
        snapshotId,
        volumeId,
        groupSnapshotId: point.groupSnapshotId,
        takenAt: point.createdAt,
        claims,
      };
      return cloud
        .setSnapshotMetadata(snapshotId, stampMetadata(stamp, ports.sign(stampText(stamp))), signal)
        .then(
          () => undefined,
          () => role,
        );
    }),
  );
  signal.throwIfAborted();
  return results.filter((role) => role !== undefined);
}
