import { z } from "zod";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";

/** neutron-lib/api/definitions/network.py */
export const Network = z.looseObject({ id: z.string(), name: z.string().nullable() });
export type Network = z.infer<typeof Network>;

/** Networks of exactly this name that the project can see, shared ones too. */
export async function listNetworks(
  client: ServiceClient,
  { name }: { readonly name: string },
  options: CallOptions,
): Promise<Network[]> {
  const Answer = z.looseObject({ networks: z.array(Network) });
  return (await client.read("/networks", Answer, { ...options, query: { name } })).networks;
}

/** Throws `not-found`. */
export async function showNetwork(client: ServiceClient, id: string, options: CallOptions): Promise<Network> {
  const Answer = z.looseObject({ network: Network });
  return (await client.read(`/networks/${encodeURIComponent(id)}`, Answer, options)).network;
}
