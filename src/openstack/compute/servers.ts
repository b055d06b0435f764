import { z } from "zod";
import { listAll } from "#openstack/pagination.ts";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";
import { streamPages } from "#openstack/stream-pages.ts";

/** nova/api/openstack/compute/views/servers.py. */
export const Server = z.looseObject({
  id: z.string(),
  name: z.string().nullable(),
  status: z.string(),
  metadata: z.record(z.string(), z.string()),
  /** Always in the answer of a server that is asked for, never in that of one that is being made. */
  "os-extended-volumes:volumes_attached": z.array(z.looseObject({ id: z.string() })).optional(),
  /** UTC. */
  created: z.string().optional(),
  /** Only of one in ERROR or DELETED. */
  fault: z.looseObject({ message: z.string() }).optional(),
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

/** The project's servers page by page. */
export const streamServers = (client: ServiceClient, options: CallOptions): AsyncIterable<Iterable<Server>> =>
  streamPages(client, "/servers/detail", "servers", Server, options);

/** Throws `not-found`. */
export async function showServer(client: ServiceClient, id: string, options: CallOptions): Promise<Server> {
  const body = await client.read(pathOf(id), z.looseObject({ server: Server }), options);
  return body.server;
}

/** 204, and yet only begun: its volumes are free once it is gone. Throws `not-found`. */
export const deleteServer = (client: ServiceClient, id: string, options: CallOptions): Promise<void> =>
  client.send("DELETE", pathOf(id), undefined, options);

/**
 * The end of the serial console's log, without control characters but tab and newline (nova/api/openstack/compute/
 * console_output.py); libvirt keeps 100 KiB (nova/virt/libvirt/driver.py, MAX_CONSOLE_BYTES). Refused: 409 while the server is
 * being made, 404 and 501 where there is none. Asking again changes nothing.
 */
export async function consoleOutput(
  client: ServiceClient,
  id: string,
  options: CallOptions,
): Promise<string> {
  const body = { "os-getConsoleOutput": {} };
  const Answer = z.looseObject({ output: z.string().nullable() });
  return (await client.write("POST", `${pathOf(id)}/action`, body, Answer, options)).output ?? "";
}

const pathOf = (id: string): string => `/servers/${encodeURIComponent(id)}`;
