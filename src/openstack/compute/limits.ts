import { z } from "zod";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";

/** nova/api/openstack/compute/views/limits.py; -1 = unlimited. */
const Absolute = z.looseObject({
  maxTotalInstances: z.number(),
  totalInstancesUsed: z.number(),
  maxTotalCores: z.number(),
  totalCoresUsed: z.number(),
  /** MiB */
  maxTotalRAMSize: z.number(),
  totalRAMUsed: z.number(),
});
export type Limits = z.infer<typeof Absolute>;

/** The project's limits and use. Anybody of the project may ask (nova/policies/limits.py), unlike for quota sets. */
export async function showLimits(client: ServiceClient, options: CallOptions): Promise<Limits> {
  const Answer = z.looseObject({ limits: z.looseObject({ absolute: Absolute }) });
  return (await client.read("/limits", Answer, options)).limits.absolute;
}
