import { z } from "zod";
import { listAll } from "#openstack/pagination.ts";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";

/** cinder/api/v3/views/types.py. */
export const VolumeType = z.looseObject({
  id: z.string(),
  name: z.string(),
  /** Others than administrators see three harmless keys at most (cinder/policies/type_extra_specs.py): `{}` is not empty. */
  extra_specs: z.record(z.string(), z.string()).optional(),
  /** Its presence, even as null, is a sign of an administrator's view (cinder/policies/volume_type.py `QOS_POLICY`). */
  qos_specs_id: z.string().nullish(),
});
export type VolumeType = z.infer<typeof VolumeType>;

/** The volume types that this project may use; with `all`, private ones too, for administrators. */
export function listVolumeTypes(
  client: ServiceClient,
  { all }: { readonly all: boolean },
  options: CallOptions,
): Promise<VolumeType[]> {
  const query: Record<string, string> = all ? { is_public: "None" } : {};
  return listAll(client, "/types", "volume_types", VolumeType, { ...options, query });
}
