import type { GroupSnapshot, MemberSnapshot } from "./cloud.ts";
import { ownershipOf } from "./ownership/ownership-of.ts";
import { isProtected } from "./protection.ts";

/** A group snapshot as it was when somebody decided that it goes. */
export interface DeletableSet {
  readonly id: string;
  /** Its whole name: with the instance, the run, and the token of its hold. */
  readonly name: string;
  readonly groupId: string;
  /** Every member that it had then. */
  readonly members: readonly { readonly snapshotId: string; readonly volumeId: string }[];
}

/** Why it is not deleted, and the commands that help. JSON. */
export type Obstacle = { readonly why: string; readonly remedy: string[] };

/**
 * What stands against the deletion of a set as the cloud shows it now: it is not the one that was meant, not ours, changed
 * since, or protected. Undefined: nothing of that.
 */
export function obstacleOf(
  meant: DeletableSet,
  now: { readonly set: GroupSnapshot; readonly members: readonly MemberSnapshot[] },
  instance: string,
): Obstacle | undefined {
  const { set, members } = now;
  if (set.name !== meant.name || set.groupId !== meant.groupId)
    return changed(meant, `it is ${set.name || "without a name"} of group ${set.groupId} now`);
  if (ownershipOf({ name: set.name }, instance) !== "ours")
    return changed(meant, `its name does not say that it is of instance ${instance}`);
  const foreign = members.find(({ metadata }) => ownershipOf({ metadata }, instance) === "foreign");
  if (foreign !== undefined)
    return changed(meant, `member ${foreign.id} bears the mark of another instance than ${instance}`);
  const held = members.filter(({ metadata }) => isProtected(metadata));
  if (held.length > 0) return protectedBy(held);
  return otherMembers(meant, set, members);
}

/** One whose deletion has failed may have lost some already. */
function otherMembers(
  meant: DeletableSet,
  set: GroupSnapshot,
  members: readonly MemberSnapshot[],
): Obstacle | undefined {
  const volumeOf = new Map(meant.members.map(({ snapshotId, volumeId }) => [snapshotId, volumeId]));
  const strange = members.filter(({ id, volumeId }) => volumeOf.get(id) !== volumeId);
  if (strange.length > 0)
    return changed(meant, `it has members that it did not have: ${strange.map(({ id }) => id).join(", ")}`);
  const seen = new Set(members.map(({ id }) => id));
  const lost = meant.members.filter(({ snapshotId }) => !seen.has(snapshotId));
  if (lost.length === 0 || set.status !== "available") return undefined;
  return changed(meant, `it has lost members: ${lost.map(({ snapshotId }) => snapshotId).join(", ")}`);
}

function protectedBy(members: readonly MemberSnapshot[]): Obstacle {
  const ids = members.map(({ id }) => id);
  return {
    why: `it is protected by metadata of ${ids.join(", ")}`,
    remedy: ids.map((id) => `openstack volume snapshot unset --property freezeframe:protected ${id}`),
  };
}

const changed = ({ id }: DeletableSet, why: string): Obstacle => ({
  why,
  remedy: [`cinder group-snapshot-show ${id}`],
});
