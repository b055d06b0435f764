import { createGroupFromSnapshot, listGroups } from "#openstack/block-storage/groups.ts";
import { createVolume } from "#openstack/block-storage/volumes.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { Created, GroupFromSnapshot, VolumeFromSnapshot } from "#workflows/restore-cloud-port.ts";
import { outcomeOf } from "./create-outcome.ts";

/** One POST. Run twice: two volumes of one name, so look for the name first. */
export async function createVolumeFromSnapshot(
  client: ServiceClient,
  { sizeGib: size, ...request }: VolumeFromSnapshot,
  signal: AbortSignal,
): Promise<Created> {
  try {
    const { id } = await createVolume(client, { ...request, size }, { signal, attempts: 1 });
    return { kind: "created", id };
  } catch (error) {
    return outcomeOf(error);
  }
}

/** One POST. Run twice: two groups of one name, so look for the name first. */
export async function createRestoredGroup(
  client: ServiceClient,
  request: GroupFromSnapshot,
  signal: AbortSignal,
): Promise<Created> {
  try {
    const { id } = await createGroupFromSnapshot(client, request, { signal, attempts: 1 });
    return { kind: "created", id };
  } catch (error) {
    const outcome = outcomeOf(error);
    return outcome.kind === "refused" ? withLeftover(client, request, outcome, signal) : outcome;
  }
}

/**
 * Without capacity, or with a frozen back end, Cinder refuses after the rows were written: the group stays `creating`,
 * and its source cannot be deleted (cinder/group/api.py `_create_group_from_group_snapshot`). Where even that cannot
 * be seen, the outcome is not known.
 */
async function withLeftover(
  client: ServiceClient,
  { name, groupSnapshotId }: GroupFromSnapshot,
  refused: Extract<Created, { kind: "refused" }>,
  signal: AbortSignal,
): Promise<Created> {
  try {
    const named = await listGroups(client, { name }, { signal });
    const left = named.find((group) => group.name === name && group.group_snapshot_id === groupSnapshotId);
    // The row that is left gives its unit back when it is deleted; one that Cinder has destroyed itself never does.
    const costs =
      left === undefined
        ? "each such refusal may cost one unit of the quota groups"
        : `it left group ${left.id} behind`;
    return { ...refused, reason: `${refused.reason}; ${costs}`, leftover: left?.id };
  } catch (error) {
    const why = outcomeOf(error).reason;
    return {
      kind: "unknown",
      reason: `${refused.reason}; whether a group was left could not be seen: ${why}`,
    };
  }
}
