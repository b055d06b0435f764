import type { Application } from "#domain/application.ts";
import type { SetEvidence } from "#domain/evidence.ts";
import type { Cut } from "./cut.ts";
import type { Ports } from "./ports.ts";
import type { Target } from "./preflight.ts";

/**
 * The members that Cinder says belong to the group snapshot, beside the volumes that the manifest wants in it. `null` when
 * there is no group snapshot to look at.
 */
export async function collectSet(
  application: Application,
  target: Target,
  made: Cut | null,
  ports: Ports,
  signal: AbortSignal,
): Promise<SetEvidence | null> {
  if (made?.groupSnapshotId === undefined) return null;
  const cloud = ports.cloud(application.cloud);
  const wanted = target.volumes.map((volume) => volume.volumeId);
  const members = await cloud.membersOf(made.groupSnapshotId, wanted, signal);
  return {
    groupSnapshotId: made.groupSnapshotId,
    name: made.name,
    status: made.status,
    requestedAt: made.requestedAt,
    ...(made.availableAt === undefined ? {} : { availableAt: made.availableAt }),
    members: target.volumes.map(({ role, volumeId, volumeName, size }) => {
      const member = members.find((one) => one.volumeId === volumeId);
      return {
        role,
        volumeId,
        expectedSize: size,
        ...(volumeName === undefined ? {} : { volumeName }),
        ...(member === undefined ? {} : { snapshotId: member.id, status: member.status, size: member.size }),
      };
    }),
    foreignMembers: members.filter((member) => !wanted.includes(member.volumeId)).map((member) => member.id),
  };
}
