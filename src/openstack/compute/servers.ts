import { z } from "zod";
import { listAll } from "#openstack/pagination.ts";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";

/** nova/api/openstack/compute/views/servers.py. */
export const Server = z.looseObject({
  id: z.string(),
  name: z.string().nullable(),
  status: z.string(),
  metadata: z.record(z.string(), z.string()),
});
export type Server = z.infer<typeof Server>;

/** The project's servers with exactly this name. Nova's own filter is a regular expression over part of the name. */
export function listServers(
  client: ServiceClient,
  filter: { readonly name: string },
  options: CallOptions,
): Promise<Server[]> {
  const name = `^${filter.name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
  return listAll(client, "/servers/detail", "servers", Server, { ...options, query: { name } });
}

/** Throws `not-found`. */
export async function showServer(client: ServiceClient, id: string, options: CallOptions): Promise<Server> {
  const body = await client.read(
    `/servers/${encodeURIComponent(id)}`,
    z.looseObject({ server: Server }),
    options,
  );
  return body.server;
}
