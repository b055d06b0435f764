import { listGroups, showGroup } from "#openstack/block-storage/groups.ts";
import { showSnapshot } from "#openstack/block-storage/snapshots.ts";
import { listVolumes, showVolume } from "#openstack/block-storage/volumes.ts";
import { listServers, showServer } from "#openstack/compute/servers.ts";
import { listVolumeAttachments } from "#openstack/compute/volume-attachments.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { RestoreCloudPort } from "#workflows/restore-cloud-port.ts";
import { attachRestored } from "./attach-volume.ts";
import { byNameOrId, unlessAbsent } from "./by-name-or-id.ts";
import { createRestoredGroup, createVolumeFromSnapshot } from "./create-restored.ts";
import { deleteRestoredGroup, deleteRestoredVolume } from "./delete-restored.ts";
import { detachRestored } from "./detach-volume.ts";
import { nameVolume } from "./name-volume.ts";
import { readable } from "./readable.ts";
import { restoreQuotaOf } from "./restore-quota.ts";
import { recoveryServerFrom, restoredGroupFrom, restoredVolumeFrom } from "./restored-from.ts";
import { memberFrom } from "./to-domain.ts";

export interface RestoreClients {
  readonly name: string;
  readonly client: ServiceClient;
  readonly compute: ServiceClient;
}

/** The part of the port that restores need. Lists by prefix read the whole project: Cinder has no such filter by default. */
export function restorePort({ name: cloud, client, compute }: RestoreClients): RestoreCloudPort {
  return {
    snapshotOf: async (id, signal) => {
      const shown = await unlessAbsent(showSnapshot(client, id, { signal }));
      return shown && memberFrom(shown);
    },
    volumeById: async (id, signal) => {
      const shown = await unlessAbsent(showVolume(client, id, { signal }));
      return shown && restoredVolumeFrom(shown);
    },
    groupById: async (id, signal) => {
      const shown = await unlessAbsent(showGroup(client, id, { signal }));
      return shown && restoredGroupFrom(shown);
    },
    createVolumeFromSnapshot: (request, signal) => createVolumeFromSnapshot(client, request, signal),
    createGroupFromSnapshot: (request, signal) => createRestoredGroup(client, request, signal),
    volumesNamed: async (prefix, signal) => {
      const all = await listVolumes(client, {}, { signal });
      return all.filter(({ name }) => name?.startsWith(prefix)).map(restoredVolumeFrom);
    },
    volumesOfRestoredGroup: async (group_id, signal) =>
      (await listVolumes(client, { group_id }, { signal })).map(restoredVolumeFrom),
    groupsNamed: async (prefix, signal) => {
      const all = await listGroups(client, {}, { signal });
      return all.filter(({ name }) => name?.startsWith(prefix)).map(restoredGroupFrom);
    },
    nameVolume: (id, mark, signal) => nameVolume(client, id, mark, signal),
    deleteVolume: (id, signal) => deleteRestoredVolume(client, id, signal),
    deleteRestoredGroup: (id, signal) => deleteRestoredGroup(client, id, signal),
    restoreQuota: (signal) => readable("quota of the project", () => restoreQuotaOf(client, signal)),
    recoveryServer: async (nameOrId, signal) =>
      recoveryServerFrom(
        await byNameOrId(nameOrId, {
          what: "server",
          cloud,
          show: (id) => showServer(compute, id, { signal }),
          list: (wanted) => listServers(compute, { name: wanted }, { signal }),
        }),
      ),
    attachVolume: (serverId, volumeId, signal, turn) =>
      attachRestored({ client, compute }, serverId, volumeId, signal, turn),
    attachedTo: async (serverId, signal) => {
      const all = await listVolumeAttachments(compute, serverId, { signal });
      return all.map(({ volumeId, device }) => ({ volumeId, device: device ?? "" }));
    },
    detachVolume: (serverId, volumeId, signal) =>
      detachRestored({ client, compute }, serverId, volumeId, signal),
  };
}
