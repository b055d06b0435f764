import { streamEveryGroup, streamEveryVolume } from "#openstack/block-storage/every-project.ts";
import { deleteGroupSnapshot } from "#openstack/block-storage/group-snapshots.ts";
import { streamGroups } from "#openstack/block-storage/groups.ts";
import { streamVolumes } from "#openstack/block-storage/volumes.ts";
import { OpenStackError } from "#openstack/errors.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import { outcomeOf } from "./create-outcome.ts";
import { whyNotEverywhere } from "./scan/every-project.ts";

type SetDeletion = Pick<CloudPort, "volumesFromSnapshots" | "groupsFromSets" | "deleteGroupSnapshot">;
type Outcome = Awaited<ReturnType<SetDeletion["deleteGroupSnapshot"]>>;

interface Clients {
  readonly client: ServiceClient;
  /** For every project's lists, where it may have them; may be the same as `client`. */
  readonly reader: ServiceClient;
}

/**
 * The part of the port that deletes group snapshots. By default no project may filter volumes or groups by their source. Where
 * a credential may, every project is looked through: a volume that was transferred still depends on its snapshot.
 */
export function setDeletion({ client, reader }: Clients): SetDeletion {
  return {
    async *volumesFromSnapshots(snapshotIds, signal) {
      const everywhere = (await whyNotEverywhere(reader, signal)) === undefined;
      for await (const page of everywhere
        ? streamEveryVolume(reader, { signal })
        : streamVolumes(client, {}, { signal }))
        for (const { id, name, status, snapshot_id } of page)
          if (snapshot_id != null && snapshotIds.has(snapshot_id))
            yield { id, name: name ?? "", status, snapshotId: snapshot_id };
    },
    async *groupsFromSets(groupSnapshotIds, signal) {
      const everywhere = (await whyNotEverywhere(reader, signal)) === undefined;
      for await (const page of everywhere
        ? streamEveryGroup(reader, { signal })
        : streamGroups(client, { signal }))
        for (const { id, name, status, group_snapshot_id } of page)
          if (group_snapshot_id != null && groupSnapshotIds.has(group_snapshot_id))
            yield { id, name: name ?? "", status, groupSnapshotId: group_snapshot_id };
    },
    deleteGroupSnapshot: (id, signal) => remove(client, id, signal),
  };
}

async function remove(client: ServiceClient, id: string, signal: AbortSignal): Promise<Outcome> {
  try {
    await deleteGroupSnapshot(client, id, { signal, attempts: 1 });
    return { kind: "taken" };
  } catch (error) {
    if (error instanceof OpenStackError && error.status === 404) return { kind: "gone" };
    return outcomeOf(error);
  }
}
