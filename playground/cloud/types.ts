import { type Call, param, type Reply, type Route } from "./call.ts";
import { forbidden, notFound } from "./refusal.ts";
import type { GroupType, VolumeType } from "./rows.ts";

/** Group types with their specs, volume types with their extra specs. */
export const typeRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "group_types",
    since: 11,
    handle: (call) =>
      ok({ group_types: [...call.state.groupTypes.values()].map((type) => groupType(call, type)) }),
  },
  {
    method: "GET",
    path: "group_types/:id",
    since: 11,
    handle: (call) => ok({ group_type: groupType(call, findGroupType(call)) }),
  },
  // cinder 21.3.1 api/v3/group_specs.py:49-55: administrators only
  { method: "GET", path: "group_types/:id/group_specs", since: 11, handle: groupSpecs },
  {
    method: "GET",
    path: "types",
    handle: (call) =>
      ok({ volume_types: [...call.state.volumeTypes.values()].map((type) => volumeType(call, type)) }),
  },
  {
    method: "GET",
    path: "types/:id",
    handle: (call) => ok({ volume_type: volumeType(call, findVolumeType(call)) }),
  },
  {
    method: "GET",
    path: "types/:id/extra_specs",
    handle: (call) => ok({ extra_specs: visibleExtraSpecs(call, findVolumeType(call)) }),
  },
];

const ok = (body: unknown): Reply => ({ status: 200, body });

function groupSpecs(call: Call): Reply {
  if (!call.actor.isAdmin) throw forbidden("group:group_types_specs:get_all");
  return ok({ group_specs: findGroupType(call).specs });
}

function findGroupType(call: Call): GroupType {
  const id = param(call, "id");
  const found = call.state.groupTypes.get(id);
  if (found === undefined) throw notFound(`Group type ${id} could not be found.`);
  return found;
}

function findVolumeType(call: Call): VolumeType {
  const id = param(call, "id");
  const found = call.state.volumeTypes.get(id);
  if (found === undefined) throw notFound(`Volume type ${id} could not be found.`);
  return found;
}

// cinder 21.3.1 api/v3/views/group_types.py:22-36: the key is absent for others than administrators
const groupType = (call: Call, type: GroupType): unknown => ({
  id: type.id,
  name: type.name,
  description: type.description,
  is_public: true,
  ...(call.actor.isAdmin && { group_specs: type.specs }),
});

// cinder 21.3.1 api/v3/views/types.py:24-56
const volumeType = (call: Call, type: VolumeType): unknown => ({
  id: type.id,
  name: type.name,
  is_public: true,
  description: type.description,
  extra_specs: visibleExtraSpecs(call, type),
  ...(call.actor.isAdmin && { qos_specs_id: null }),
  "os-volume-type-access:is_public": true,
});

/** Three keys are for everybody, all others for administrators (cinder 21.3.1 policies/type_extra_specs.py:21-25). */
function visibleExtraSpecs(call: Call, type: VolumeType): Record<string, string> {
  if (call.actor.isAdmin) return type.extraSpecs;
  const visible = ["RESKEY:availability_zones", "multiattach", "replication_enabled"];
  return Object.fromEntries(Object.entries(type.extraSpecs).filter(([key]) => visible.includes(key)));
}
