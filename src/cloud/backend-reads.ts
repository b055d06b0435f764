import { showGroupType } from "#openstack/block-storage/group-types.ts";
import { listPools } from "#openstack/block-storage/pools.ts";
import { listVolumeTypes, type VolumeType } from "#openstack/block-storage/volume-types.ts";
import { showVolume } from "#openstack/block-storage/volumes.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import { NotShown, readable } from "./readable.ts";
import { poolFrom } from "./to-domain.ts";

type BackendReads = Pick<CloudPort, "groupTypeSpec" | "volumeTypeSpec" | "poolOf" | "pools">;

/** The spec that makes Cinder call the driver once for the whole group: cinder/volume/volume_utils.py `is_group_a_cg_snapshot_type`. */
const spec = "consistent_group_snapshot_enabled";

/** What anybody may see of a volume type's extra specs: cinder/policies/type_extra_specs.py `USER_VISIBLE_EXTRA_SPECS`. */
const visibleToAnybody = ["RESKEY:availability_zones", "multiattach", "replication_enabled"];

/** What Cinder tells administrators alone. `client` is the reader's where there is one. */
export function backendReads(client: ServiceClient): BackendReads {
  return {
    groupTypeSpec: (groupTypeId, signal) =>
      readable(`specs of group type ${groupTypeId}`, async () => {
        const { group_specs: specs } = await showGroupType(client, groupTypeId, { signal });
        if (specs === undefined)
          throw new NotShown("this credential is not shown them (group:access_group_types_specs)");
        return specs[spec] ?? null;
      }),
    volumeTypeSpec: (volumeType, signal) =>
      readable(`extra specs of volume type ${volumeType}`, async () => {
        const types = await listVolumeTypes(client, { all: true }, { signal });
        const type = types.find(({ id, name }) => id === volumeType || name === volumeType);
        if (type === undefined) throw new NotShown("this credential cannot see the type");
        return extraSpec(type);
      }),
    poolOf: (volumeId, signal) =>
      readable(`pool of volume ${volumeId}`, async () => {
        const host = (await showVolume(client, volumeId, { signal }))["os-vol-host-attr:host"];
        if (host === undefined)
          throw new NotShown("this credential is not shown it (volume_extension:volume_host_attribute)");
        if (host === null) throw new NotShown("the volume is on no back end yet");
        return host;
      }),
    pools: (signal) =>
      readable("pools of the back ends", async () => (await listPools(client, { signal })).map(poolFrom)),
  };
}

/** A missing key means "there is none" only where the answer shows an administrator's view; else it may be hidden. */
function extraSpec(type: VolumeType): string | null {
  const specs = type.extra_specs ?? {};
  const value = specs[spec];
  if (value !== undefined) return value;
  const seesAll = "qos_specs_id" in type || Object.keys(specs).some((key) => !visibleToAnybody.includes(key));
  if (!seesAll)
    throw new NotShown(
      "this credential is not shown them all (volume_extension:types_extra_specs:read_sensitive)",
    );
  return null;
}
