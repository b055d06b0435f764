import { z } from "zod";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";

const Text = z.union([z.string(), z.number()]).transform(String);

/** cinder/api/v3/scheduler_stats.py; capabilities are whatever the driver reports, of whatever type. */
export const Pool = z.looseObject({
  /** `host@backend#pool` */
  name: z.string(),
  capabilities: z.looseObject({
    consistent_group_snapshot_enabled: z.union([z.boolean(), z.string()]).nullish(),
    vendor_name: Text.nullish(),
    storage_protocol: z.union([Text, z.array(z.string()).transform((all) => all.join(", "))]).nullish(),
    driver_version: Text.nullish(),
  }),
});
export type Pool = z.infer<typeof Pool>;

const Answer = z.looseObject({ pools: z.array(Pool) });

/** All pools of all back ends, with capabilities. Administrators only (403). Not paged. */
export async function listPools(client: ServiceClient, options: CallOptions): Promise<Pool[]> {
  return (await client.read("/scheduler-stats/get_pools", Answer, { ...options, query: { detail: "True" } }))
    .pools;
}
