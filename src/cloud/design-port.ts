import { z } from "zod";
import { listGroupTypes } from "#openstack/block-storage/group-types.ts";
import { listGroups } from "#openstack/block-storage/groups.ts";
import { listPools } from "#openstack/block-storage/pools.ts";
import { listVolumeTypes, type VolumeType } from "#openstack/block-storage/volume-types.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import { streamPages } from "#openstack/stream-pages.ts";
import type { DesignCloudPort } from "#workflows/design-ports.ts";
import { readable } from "./readable.ts";
import { poolFrom } from "./to-domain.ts";

interface Designing {
  readonly as: DesignCloudPort["as"];
  readonly client: ServiceClient;
  /** May be the same as `client`. */
  readonly reader: ServiceClient;
}

const SPEC = "consistent_group_snapshot_enabled";

/** What anybody may see of a volume type's extra specs: cinder/policies/type_extra_specs.py `USER_VISIBLE_EXTRA_SPECS`. */
const visibleToAnybody = ["RESKEY:availability_zones", "multiattach", "replication_enabled"];

/** Since 3.58 (cinder/api/v3/views/groups.py). */
const OfProject = z.looseObject({ project_id: z.string().nullish() });

/** Everything else of a volume is dropped at once: a cloud has many. */
const GroupedRow = z.object({
  id: z.string(),
  name: z.string().nullable(),
  volume_type: z.string().nullish(),
  group_id: z.string().nullish(),
  "os-vol-host-attr:host": z.string().nullish(),
});

/** The part of the port that designs and audits read by. */
export function designPort({ as, client, reader }: Designing): DesignCloudPort {
  // Others than administrators may not say it, and see their own either way.
  const everywhere: Record<string, string> = as.reader === as.project ? {} : { all_tenants: "1" };
  return {
    as,
    place: async (signal) => ({ projectId: await client.projectId(signal), url: await client.url(signal) }),
    groupTypes: async (signal) =>
      (await listGroupTypes(reader, { signal })).map(({ id, name, group_specs: specs }) => ({
        id,
        name,
        spec:
          specs === undefined
            ? { unread: "this credential is not shown group specs (group:access_group_types_specs)" }
            : { value: specs[SPEC] ?? null },
      })),
    volumeTypes: async (signal) =>
      (await listVolumeTypes(reader, { all: as.reader !== as.project }, { signal })).map((type) => ({
        id: type.id,
        name: type.name,
        spec: extraSpec(type, SPEC),
        backendName: extraSpec(type, "volume_backend_name"),
      })),
    pools: (signal) =>
      readable("pools of the back ends", async () =>
        (await listPools(reader, { signal })).map((pool) => ({
          ...poolFrom(pool),
          backendName: backendNameOf(pool.capabilities),
        })),
      ),
    groups: async (signal) =>
      (await listGroups(reader, {}, { signal, query: everywhere })).map((group) => ({
        id: group.id,
        name: group.name ?? "",
        status: group.status,
        groupTypeId: group.group_type,
        projectId: OfProject.parse(group).project_id ?? undefined,
      })),
    groupedVolumes: async (signal) => {
      const found = [];
      const pages = streamPages(reader, "/volumes/detail", "volumes", GroupedRow, {
        signal,
        query: everywhere,
      });
      for await (const page of pages)
        for (const { id, name, group_id: groupId, volume_type: type, "os-vol-host-attr:host": host } of page)
          if (groupId)
            found.push({ id, name: name ?? "", groupId, type: type ?? undefined, pool: host ?? undefined });
      return found;
    },
  };
}

/** A driver may report one name or leave it out (cinder/scheduler/host_manager.py). */
const backendNameOf = (capabilities: Readonly<Record<string, unknown>>): string | undefined => {
  const name = capabilities.volume_backend_name;
  return typeof name === "string" ? name : undefined;
};

/** A missing key means "there is none" only where the answer shows an administrator's view: cinder/policies/type_extra_specs.py. */
function extraSpec(type: VolumeType, key: string): { value: string | null } | { unread: string } {
  const specs = type.extra_specs ?? {};
  const value = specs[key];
  if (value !== undefined) return { value };
  if ("qos_specs_id" in type || Object.keys(specs).some((one) => !visibleToAnybody.includes(one)))
    return { value: null };
  return {
    unread: "this credential is not shown extra specs (volume_extension:types_extra_specs:read_sensitive)",
  };
}
