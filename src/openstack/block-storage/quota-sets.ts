import { z } from "zod";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";

/** −1 is no limit. `in_use` may be off, down to 0: Cinder counts restored groups wrongly. */
export const Usage = z.looseObject({ limit: z.number(), in_use: z.number(), reserved: z.number() });
export type Usage = z.infer<typeof Usage>;

/** cinder/api/contrib/quotas.py; beside these there is a key for each volume type: `snapshots_<type>` and so on. */
export const QuotaSet = z.looseObject({
  snapshots: Usage,
  gigabytes: Usage,
  volumes: Usage,
  groups: Usage.optional(),
});
export type QuotaSet = z.infer<typeof QuotaSet>;

const Shown = z.looseObject({ quota_set: QuotaSet });

/** Limits and use of a project. */
export async function showQuotaSet(
  client: ServiceClient,
  projectId: string,
  options: CallOptions,
): Promise<QuotaSet> {
  const path = `/os-quota-sets/${encodeURIComponent(projectId)}`;
  const body = await client.read(path, Shown, {
    ...options,
    query: { usage: "True" },
  });
  return body.quota_set;
}
