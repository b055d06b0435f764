import type { Application } from "#domain/application.ts";
import type { MemberSnapshot } from "#domain/cloud.ts";
import { DomainError } from "#domain/errors.ts";
import type { SetEvidence } from "#domain/evidence.ts";
import { fromIso } from "#support/clock.ts";
import type { Cut } from "./cut.ts";
import { patiently } from "./patiently.ts";
import type { Ports } from "./ports.ts";
import type { Target } from "./preflight.ts";

/** What could be seen of the set. JSON, so that it can be journaled. */
export type Collected = {
  /** Absent: there is no group snapshot to look at, or `unseen` says why nobody could. */
  readonly set?: SetEvidence;
  readonly unseen?: string;
};

/**
 * The members that Cinder says belong to the group snapshot, beside the volumes that the manifest wants in it. A cloud that
 * fails now does not take back the thaw: it is asked again as long as a set may be `creating`, then that is the answer.
 */
export async function collectSet(
  application: Application,
  target: Target,
  made: Cut | null,
  ports: Ports,
  signal: AbortSignal,
): Promise<Collected> {
  if (made?.groupSnapshotId === undefined) return {};
  const { groupSnapshotId, requestedAt } = made;
  const wanted = target.volumes.map((volume) => volume.volumeId);
  const deadline = fromIso(requestedAt) + ports.limits.creatingIsLeftoverMs;
  try {
    const members = await patiently(
      () => ports.cloud(application.cloud).membersOf(groupSnapshotId, wanted, signal),
      { deadline, clock: ports.clock, signal },
    );
    return { set: setOf({ ...made, groupSnapshotId }, target, members) };
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof DomainError)) throw cause;
    return { unseen: `the members of group snapshot ${groupSnapshotId} could not be read: ${cause.message}` };
  }
}

function setOf(
  made: Cut & { readonly groupSnapshotId: string },
  target: Target,
  members: readonly MemberSnapshot[],
): SetEvidence {
  const wanted = new Set(target.volumes.map((volume) => volume.volumeId));
  return {
    groupSnapshotId: made.groupSnapshotId,
    name: made.name,
    status: made.status,
    requestedAt: made.requestedAt,
    ...(made.availableAt === undefined ? {} : { availableAt: made.availableAt }),
    members: target.volumes.map(({ role, volumeId, volumeName, volumeType, size }) => {
      const member = members.find((one) => one.volumeId === volumeId);
      return {
        role,
        volumeId,
        expectedSize: size,
        ...(volumeName === undefined ? {} : { volumeName }),
        ...(volumeType === undefined ? {} : { volumeType }),
        ...(member === undefined ? {} : { snapshotId: member.id, status: member.status, size: member.size }),
      };
    }),
    foreignMembers: members.filter((member) => !wanted.has(member.volumeId)).map((member) => member.id),
  };
}
