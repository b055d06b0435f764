import { findEndpoint } from "#openstack/catalog.ts";
import { ServiceClient } from "#openstack/service-client.ts";
import type { ServiceOptions } from "#openstack/service-options.ts";

/** A client of Glance v2. Throws `EndpointMissing` at the first request where there is none. */
export function connectImage(options: ServiceOptions): ServiceClient {
  const { session, credentials, closed } = options;
  return new ServiceClient({
    ...options,
    locate: async () => {
      const wanted = { types: ["image"], region: credentials.region, interface: credentials.interface };
      const url = findEndpoint((await session.token(closed)).catalog, wanted);
      // Endpoints come with and without the version.
      return { url: `${url.replace(/\/v2(\.\d+)?$/, "")}/v2`, headers: {} };
    },
  });
}
