import { findEndpoint } from "#openstack/catalog.ts";
import { ServiceClient } from "#openstack/service-client.ts";
import type { ServiceOptions } from "#openstack/service-options.ts";

/** A client of Neutron v2.0. Throws `EndpointMissing` at the first request where there is none. */
export function connectNetwork(options: ServiceOptions): ServiceClient {
  const { session, credentials, closed } = options;
  return new ServiceClient({
    ...options,
    locate: async () => {
      const wanted = { types: ["network"], region: credentials.region, interface: credentials.interface };
      const url = findEndpoint((await session.token(closed)).catalog, wanted);
      return { url: `${url.replace(/\/v2\.0$/, "")}/v2.0`, headers: {} };
    },
  });
}
