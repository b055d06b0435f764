import { z } from "zod";
import { listAll } from "#openstack/pagination.ts";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";

/** cinder/api/v3/views/group_types.py; microversion 3.11. */
export const GroupType = z.looseObject({
  id: z.string(),
  name: z.string(),
  /** Only for those whom `group:access_group_types_specs` lets see it (administrators): absent is not empty. */
  group_specs: z.record(z.string(), z.string()).optional(),
});
export type GroupType = z.infer<typeof GroupType>;

/** The group types that this project may use. */
export function listGroupTypes(client: ServiceClient, options: CallOptions): Promise<GroupType[]> {
  return listAll(client, "/group_types", "group_types", GroupType, options);
}

const Shown = z.looseObject({ group_type: GroupType });

/** With its specs where the credential may see them. Throws `not-found`. */
export async function showGroupType(
  client: ServiceClient,
  id: string,
  options: CallOptions,
): Promise<GroupType> {
  const body = await client.read(`/group_types/${encodeURIComponent(id)}`, Shown, options);
  return body.group_type;
}
