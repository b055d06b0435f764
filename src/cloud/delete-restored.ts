import { DomainError } from "#domain/errors.ts";
import { deleteGroup, showGroup } from "#openstack/block-storage/groups.ts";
import { deleteVolume, showVolume } from "#openstack/block-storage/volumes.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { Deletion } from "#workflows/restore-cloud-port.ts";
import { unlessAbsent } from "./by-name-or-id.ts";

/** Deletes a volume that was made from a snapshot, and refuses any other: no source of an application is ever one. */
export async function deleteRestoredVolume(
  client: ServiceClient,
  id: string,
  signal: AbortSignal,
): Promise<Deletion> {
  const volume = await unlessAbsent(showVolume(client, id, { signal }));
  if (volume === undefined) return "gone";
  if (volume.snapshot_id == null) throw notRestored(`volume ${id} was not made from a snapshot`);
  return unlessGone(deleteVolume(client, id, { signal }));
}

/**
 * Deletes a group that was made from a group snapshot, with its volumes; refuses any other, since `delete-volumes`
 * asks for nothing else (cinder/group/api.py `delete`: any state of the group will do).
 */
export async function deleteRestoredGroup(
  client: ServiceClient,
  id: string,
  signal: AbortSignal,
): Promise<Deletion> {
  const group = await unlessAbsent(showGroup(client, id, { signal }));
  if (group === undefined) return "gone";
  if (group.group_snapshot_id == null) throw notRestored(`group ${id} was not made from a group snapshot`);
  return unlessGone(deleteGroup(client, id, { withVolumes: true }, { signal }));
}

async function unlessGone(deleting: Promise<void>): Promise<Deletion> {
  const taken = await unlessAbsent(deleting.then(() => true));
  return taken === undefined ? "gone" : "deleted";
}

const notRestored = (what: string): DomainError =>
  new DomainError("refused", `${what}: Freezeframe does not delete it`, {
    next: "If it really has to go, delete it with the openstack client.",
  });
