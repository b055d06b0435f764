import { findEndpoint } from "#openstack/catalog.ts";
import { ServiceClient } from "#openstack/service-client.ts";
import type { ServiceOptions } from "#openstack/service-options.ts";

/**
 * A client of Nova v2.1 for what its first microversion already says (2.1 is the minimum of every release that is
 * alive, nova/api/openstack/api_version_request.py). Throws `EndpointMissing` at the first request where there is no Nova.
 */
export function connectCompute(options: ServiceOptions): ServiceClient {
  const { session, credentials, closed } = options;
  return new ServiceClient({
    ...options,
    locate: async () => {
      const wanted = { types: ["compute"], region: credentials.region, interface: credentials.interface };
      const url = findEndpoint((await session.token(closed)).catalog, wanted);
      return { url, headers: { "OpenStack-API-Version": "compute 2.1" } };
    },
  });
}
