import type { DeclaredBackend, Quota } from "#domain/cloud.ts";
import {
  createGroupSnapshot,
  listGroupSnapshots,
  showGroupSnapshot,
  touchGroupSnapshots,
} from "#openstack/block-storage/group-snapshots.ts";
import { showGroupType } from "#openstack/block-storage/group-types.ts";
import { listGroups, showGroup } from "#openstack/block-storage/groups.ts";
import { showQuotaSet } from "#openstack/block-storage/quota-sets.ts";
import { listVolumes, showVolume } from "#openstack/block-storage/volumes.ts";
import { listServers, showServer } from "#openstack/compute/servers.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import type { DesignCloudPort } from "#workflows/design-ports.ts";
import { backendReads } from "./backend-reads.ts";
import { bootPort } from "./boot-port.ts";
import { byNameOrId, unlessAbsent } from "./by-name-or-id.ts";
import { outcomeOf } from "./create-outcome.ts";
import { designPort } from "./design-port.ts";
import { membersOf } from "./members-of.ts";
import { readable } from "./readable.ts";
import { removeSnapshotMetadata } from "./remove-snapshot-metadata.ts";
import { restorePort } from "./restore-port.ts";
import { orphanPort } from "./scan/orphan-port.ts";
import { setDeletion } from "./set-deletion.ts";
import { setSnapshotMetadata } from "./set-snapshot-metadata.ts";
import { snapshotsOfVolume } from "./snapshots-of-volume.ts";
import { stampedSets } from "./stamped-sets.ts";
import { groupFrom, groupSnapshotFrom, serverFrom, usageFrom, volumeFrom } from "./to-domain.ts";

export interface Connected {
  readonly name: string;
  readonly declared: readonly DeclaredBackend[];
  readonly client: ServiceClient;
  /** For what only administrators are shown; may be the same as `client`. */
  readonly reader: ServiceClient;
  readonly compute: ServiceClient;
  readonly image: ServiceClient;
  readonly network: ServiceClient;
  readonly isolatedNetworks: readonly string[];
  /** Whose credentials these are. */
  readonly as: DesignCloudPort["as"];
}

/** A token lasts longer than any freeze window and what surrounds it. */
const warmForMs = 10 * 60_000;
/** A poll that hangs is asked again instead of eating the freeze budget. */
const pollTimeoutMs = 3_000;

/** The port's calls over clients that are ready to be used. */
export function cloudPort(connected: Connected): Omit<CloudPort, "credentials"> {
  const { name, declared, client, reader, compute } = connected;
  return {
    name,
    declared,
    ...backendReads(reader),
    ...restorePort({ name, client, compute }),
    ...bootPort(connected),
    ...stampedSets(client),
    ...snapshotsOfVolume(client),
    ...setDeletion({ client, reader }),
    scan: orphanPort({ client, reader, compute }),
    design: designPort({ as: connected.as, client, reader }),
    // One request that needs the token: it opens the connection, and has Cinder ask Keystone about the token now.
    warm: async (signal) => {
      await client.prepare(signal, warmForMs);
      await touchGroupSnapshots(client, { signal });
    },
    findGroup: async (nameOrId, signal) =>
      groupFrom(
        await byNameOrId(nameOrId, {
          what: "group",
          cloud: name,
          show: (id) => showGroup(client, id, { signal }),
          list: (wanted) => listGroups(client, { name: wanted }, { signal }),
        }),
      ),
    findVolume: async (nameOrId, signal) =>
      volumeFrom(
        await byNameOrId(nameOrId, {
          what: "volume",
          cloud: name,
          show: (id) => showVolume(client, id, { signal }),
          list: (wanted) => listVolumes(client, { name: wanted }, { signal }),
        }),
      ),
    findServer: (nameOrId, signal) =>
      readable(`server ${nameOrId}`, async () =>
        serverFrom(
          await byNameOrId(nameOrId, {
            what: "server",
            cloud: name,
            show: (id) => showServer(compute, id, { signal }),
            list: (wanted) => listServers(compute, { name: wanted }, { signal }),
          }),
        ),
      ),
    groupTypeName: async (id, signal) => (await showGroupType(client, id, { signal })).name,
    volumesOfGroup: async (group_id, signal) =>
      (await listVolumes(client, { group_id }, { signal })).map(volumeFrom),
    quota: (signal) => readable("quota of the project", () => quotaOf(client, signal)),
    createGroupSnapshot: async (groupId, snapshotName, description, signal) => {
      try {
        const request = { groupId, name: snapshotName, description };
        const { id } = await createGroupSnapshot(client, request, { signal, attempts: 1 });
        return { kind: "created", groupSnapshot: { id, name: snapshotName } };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    showGroupSnapshot: async (id, signal) => {
      const shown = await unlessAbsent(showGroupSnapshot(client, id, { signal, timeoutMs: pollTimeoutMs }));
      return shown === undefined ? undefined : groupSnapshotFrom(shown);
    },
    groupSnapshotsNamed: async (group_id, prefix, signal) => {
      const all = await listGroupSnapshots(client, { group_id }, { signal });
      return all.map(groupSnapshotFrom).filter((groupSnapshot) => groupSnapshot.name.startsWith(prefix));
    },
    membersOf: (groupSnapshotId, volumeIds, signal) => membersOf(client, groupSnapshotId, volumeIds, signal),
    setSnapshotMetadata: (snapshotId, metadata, signal) =>
      setSnapshotMetadata(client, snapshotId, metadata, signal),
    removeSnapshotMetadata: (snapshotId, key, signal) =>
      removeSnapshotMetadata(client, snapshotId, key, signal),
  };
}

async function quotaOf(client: ServiceClient, signal: AbortSignal): Promise<Quota> {
  const { snapshots, gigabytes } = await showQuotaSet(client, await client.projectId(signal), { signal });
  return { snapshots: usageFrom(snapshots), gigabytes: usageFrom(gigabytes) };
}
