import { z } from "zod";
import { listAll } from "#openstack/pagination.ts";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";

/** nova/api/openstack/compute/views/flavors.py */
export const Flavor = z.looseObject({
  id: z.string(),
  name: z.string(),
  vcpus: z.number(),
  /** MiB */
  ram: z.number(),
  /** GiB of the root disk; 0 brings none. */
  disk: z.number(),
});
export type Flavor = z.infer<typeof Flavor>;

/** Every flavor that the project may use. */
export const listFlavors = (client: ServiceClient, options: CallOptions): Promise<Flavor[]> =>
  listAll(client, "/flavors/detail", "flavors", Flavor, options);
