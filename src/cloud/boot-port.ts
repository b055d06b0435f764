import type { Readable } from "#domain/cloud.ts";
import { DomainError } from "#domain/errors.ts";
import { RESTORE_MARK } from "#domain/restore/restored-stamp.ts";
import { listFlavors } from "#openstack/compute/flavors.ts";
import { showLimits } from "#openstack/compute/limits.ts";
import { consoleOutput, deleteServer, listServers, showServer } from "#openstack/compute/servers.ts";
import { OpenStackError } from "#openstack/errors.ts";
import { listImages, showImage } from "#openstack/image/images.ts";
import { listNetworks, showNetwork } from "#openstack/network/networks.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { BootCloudPort } from "#workflows/boot-cloud-port.ts";
import type { Deletion } from "#workflows/restore-cloud-port.ts";
import { bootServer } from "./boot-server.ts";
import { bootedServerFrom, bootQuotaFrom, flavorFrom, imageFrom } from "./booted-from.ts";
import { byNameOrId, unlessAbsent } from "./by-name-or-id.ts";
import { readable } from "./readable.ts";

export interface BootClients {
  readonly name: string;
  readonly compute: ServiceClient;
  readonly image: ServiceClient;
  readonly network: ServiceClient;
  readonly isolatedNetworks: readonly string[];
}

/** The part of the port that boots a server for a restore. */
export function bootPort({
  name: cloud,
  compute,
  image,
  network,
  isolatedNetworks,
}: BootClients): BootCloudPort {
  return {
    isolatedNetworks,
    flavor: (wanted, signal) =>
      found("flavor", wanted, async () => {
        const all = await listFlavors(compute, { signal });
        // Not by the API: an id may be any text, and a flavor that a project may not use is still shown by its id.
        const byId = all.find(({ id }) => id === wanted);
        if (byId !== undefined) return flavorFrom(byId);
        const list = async () => all.filter((one) => one.name === wanted);
        return flavorFrom(await byNameOrId(wanted, { what: "flavor", cloud, show: notById, list }));
      }),
    image: (wanted, signal) =>
      found("image", wanted, async () =>
        imageFrom(
          await byNameOrId(wanted, {
            what: "image",
            cloud,
            show: (id) => showImage(image, id, { signal }),
            list: (named) => listImages(image, { name: named }, { signal }),
          }),
        ),
      ),
    network: (wanted, signal) =>
      found("network", wanted, async () => {
        const { id, name } = await byNameOrId(wanted, {
          what: "network",
          cloud,
          show: (one) => showNetwork(network, one, { signal }),
          list: (named) => listNetworks(network, { name: named }, { signal }),
        });
        return { id, name: name ?? "" };
      }),
    bootQuota: (signal) =>
      readable("limits of the project in Nova", async () =>
        bootQuotaFrom(await showLimits(compute, { signal })),
      ),
    createServer: (request, signal) => bootServer(compute, request, signal),
    serverById: async (id, signal) => {
      const shown = await unlessAbsent(showServer(compute, id, { signal }));
      return shown && bootedServerFrom(shown);
    },
    serversNamed: async (wanted, signal) =>
      (await listServers(compute, { name: wanted }, { signal }))
        .filter(({ name }) => name === wanted)
        .map(bootedServerFrom),
    consoleOf: (id, signal) => consoleOf(compute, id, signal),
    deleteServer: (id, restore, signal) => deleteBooted(compute, id, restore, signal),
  };
}

/** What is not there, or fits more than one, is an answer for a plan. */
async function found<T>(what: string, wanted: string, find: () => Promise<T>): Promise<Readable<T>> {
  try {
    return await readable(`${what} ${wanted}`, find);
  } catch (error) {
    if (error instanceof DomainError && (error.kind === "not-found" || error.kind === "refused"))
      return { unread: error.message };
    throw error;
  }
}

async function notById(): Promise<never> {
  throw new DomainError("not-found", "a flavor is looked for in the list");
}

/** Nova refuses while the server is being made, and where its hypervisor keeps no console. */
async function consoleOf(
  compute: ServiceClient,
  id: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return await consoleOutput(compute, id, { signal });
  } catch (error) {
    if (error instanceof OpenStackError && [404, 409, 501].includes(error.status ?? 0)) return undefined;
    throw error;
  }
}

async function deleteBooted(
  compute: ServiceClient,
  id: string,
  restore: string,
  signal: AbortSignal,
): Promise<Deletion> {
  const server = await unlessAbsent(showServer(compute, id, { signal }));
  if (server === undefined) return "gone";
  if (server.metadata[RESTORE_MARK] !== restore)
    throw new DomainError(
      "refused",
      `server ${id} does not say that it is of restore ${restore}: Freezeframe does not delete it`,
      {
        next: "If it really has to go, delete it with the openstack client.",
      },
    );
  const taken = await unlessAbsent(deleteServer(compute, id, { signal }).then(() => true));
  return taken === undefined ? "gone" : "deleted";
}
