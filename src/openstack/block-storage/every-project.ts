import { z } from "zod";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";
import { streamPages } from "#openstack/stream-pages.ts";
import { GroupSnapshot } from "./group-snapshots.ts";
import { Group } from "./groups.ts";
import { SnapshotRow } from "./snapshots.ts";
import { VolumeRow } from "./volumes.ts";

// Lists with `all_tenants=1`, which Cinder reads for administrators alone and drops for others without a word (cinder/api/
// common.py `reject_invalid_filters`, bug 1917574). Every row says whose it is.

const projectId = z.string();
const AnyVolume = VolumeRow.extend({ "os-vol-tenant-attr:tenant_id": projectId });
const AnySnapshot = SnapshotRow.extend({ "os-extended-snapshot-attributes:project_id": projectId });
/** `project_id` since 3.58. */
const AnyGroup = Group.extend({ project_id: projectId });
const AnyGroupSnapshot = GroupSnapshot.extend({ project_id: projectId });

const everybodys = (options: CallOptions): CallOptions => ({
  ...options,
  query: { ...options.query, all_tenants: "1" },
});

export const streamEveryVolume = (client: ServiceClient, options: CallOptions) =>
  streamPages(client, "/volumes/detail", "volumes", AnyVolume, everybodys(options));

export const streamEverySnapshot = (client: ServiceClient, options: CallOptions) =>
  streamPages(client, "/snapshots/detail", "snapshots", AnySnapshot, everybodys(options));

export const streamEveryGroup = (client: ServiceClient, options: CallOptions) =>
  streamPages(client, "/groups/detail", "groups", AnyGroup, everybodys(options));

export const streamEveryGroupSnapshot = (client: ServiceClient, options: CallOptions) =>
  streamPages(client, "/group_snapshots/detail", "group_snapshots", AnyGroupSnapshot, everybodys(options));

const Rows = z.looseObject({ volumes: z.array(z.record(z.string(), z.unknown())) });
const Groups = z.looseObject({ groups: z.array(z.record(z.string(), z.unknown())) });

/**
 * Why this credential cannot list every project's; undefined: it can. A volume says so by itself: it shows `migration_status`
 * to whom Cinder takes for an administrator, and to nobody else (cinder/api/v2/views/volumes.py `detail`). A refusal is thrown.
 */
export async function whyNotEveryProject(
  client: ServiceClient,
  options: CallOptions,
): Promise<string | undefined> {
  const asked = everybodys({ ...options, query: { limit: "1" } });
  const [volume] = (await client.read("/volumes/detail", Rows, asked)).volumes;
  if (volume === undefined) return "there is no volume that would tell";
  if (!("migration_status" in volume)) return "the credential is no administrator's";
  const [group] = (await client.read("/groups/detail", Groups, asked)).groups;
  if (group !== undefined && !("project_id" in group))
    return "this Cinder does not say whose a group is (microversion 3.58, Stein and later, does)";
  return undefined;
}
