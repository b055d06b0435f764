import { unlessAbsent } from "#cloud/by-name-or-id.ts";
import { readable } from "#cloud/readable.ts";
import { showGroupSnapshot, streamGroupSnapshots } from "#openstack/block-storage/group-snapshots.ts";
import { showGroup, streamGroups } from "#openstack/block-storage/groups.ts";
import { showQuotaSet } from "#openstack/block-storage/quota-sets.ts";
import { streamSnapshots } from "#openstack/block-storage/snapshots.ts";
import { showVolume, streamVolumes } from "#openstack/block-storage/volumes.ts";
import { EndpointMissing } from "#openstack/catalog.ts";
import { showServer, streamServers } from "#openstack/compute/servers.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { OrphanCloudPort, Pages } from "#workflows/orphan-cloud-port.ts";
import { everyProject } from "./every-project.ts";
import { groupFrom, quotaFrom, serverFrom, setFrom, snapshotFrom, volumeFrom } from "./seen-from.ts";

export interface ScanClients {
  readonly client: ServiceClient;
  /** For every project's lists, where it may have them; may be the same as `client`. */
  readonly reader: ServiceClient;
  readonly compute: ServiceClient;
}

/** The part of the port that looks for orphans: lists page by page, so that a project of any size fits into memory. */
export function orphanPort({ client, reader, compute }: ScanClients): OrphanCloudPort {
  return {
    time: (signal) => client.time(signal),
    sets: ({ groupId }, signal) => {
      const filter = groupId === undefined ? {} : { group_id: groupId };
      return mapped(streamGroupSnapshots(client, filter, { signal }), setFrom);
    },
    snapshots: ({ volumeId }, signal) => {
      const filter = volumeId === undefined ? {} : { volume_id: volumeId };
      return mapped(streamSnapshots(client, filter, { signal }), snapshotFrom);
    },
    groups: (signal) => mapped(streamGroups(client, { signal }), groupFrom),
    volumes: ({ groupId }, signal) => {
      const filter = groupId === undefined ? {} : { group_id: groupId };
      return mapped(streamVolumes(client, filter, { signal }), volumeFrom);
    },
    servers: (signal) => unlessNoNova(mapped(streamServers(compute, { signal }), serverFrom)),
    reportedQuota: (signal) =>
      readable("quota of the project", async () => {
        const projectId = await client.projectId(signal);
        return quotaFrom(projectId, await showQuotaSet(client, projectId, { signal }));
      }),
    everyProject: (signal) => everyProject({ client, reader }, signal),
    set: (id, signal) => shown(showGroupSnapshot(client, id, { signal }), setFrom),
    group: (id, signal) => shown(showGroup(client, id, { signal }), groupFrom),
    volume: (id, signal) => shown(showVolume(client, id, { signal }), volumeFrom),
    server: (id, signal) => shown(showServer(compute, id, { signal }), serverFrom),
  };
}

async function* mapped<Wire, Seen>(
  pages: AsyncIterable<Iterable<Wire>>,
  from: (wire: Wire) => Seen,
): Pages<Seen> {
  for await (const page of pages) yield each(page, from);
}

function* each<Wire, Seen>(page: Iterable<Wire>, from: (wire: Wire) => Seen): Generator<Seen> {
  for (const wire of page) yield from(wire);
}

async function* unlessNoNova<T>(pages: Pages<T>): Pages<T> {
  try {
    yield* pages;
  } catch (error) {
    if (!(error instanceof EndpointMissing)) throw error;
  }
}

async function shown<Wire, Seen>(
  asked: Promise<Wire>,
  from: (wire: Wire) => Seen,
): Promise<Seen | undefined> {
  const found = await unlessAbsent(asked);
  return found === undefined ? undefined : from(found);
}
