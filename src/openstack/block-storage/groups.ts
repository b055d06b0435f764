import { z } from "zod";
import { listAll } from "#openstack/pagination.ts";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";
import { streamPages } from "#openstack/stream-pages.ts";

/** cinder/api/v3/views/groups.py; microversion 3.13. */
export const Group = z.looseObject({
  id: z.string(),
  name: z.string().nullable(),
  description: z.string().nullish(),
  status: z.string(),
  /** Id. */
  group_type: z.string(),
  /** Ids. */
  volume_types: z.array(z.string()),
  /** Only of one that was made from a group snapshot; since 3.14. */
  group_snapshot_id: z.string().nullish(),
  /** UTC without zone. */
  created_at: z.string().nullish(),
});
export type Group = z.infer<typeof Group>;

const Created = z.looseObject({ group: z.looseObject({ id: z.string(), name: z.string().nullable() }) });

export interface NewGroup {
  readonly name: string;
  readonly description?: string;
  /** Id. */
  readonly groupType: string;
  /** Ids; at least one. */
  readonly volumeTypes: readonly string[];
}

export interface NewGroupFromSnapshot {
  readonly name: string;
  readonly description?: string | undefined;
  readonly groupSnapshotId: string;
}

/** The project's groups. `name` is the only filter that projects may use by default (3.31, resource_filters.json). */
export function listGroups(
  client: ServiceClient,
  filter: { readonly name?: string },
  options: CallOptions,
): Promise<Group[]> {
  return listAll(client, "/groups/detail", "groups", Group, {
    ...options,
    query: { ...options.query, ...filter },
  });
}

/** The project's groups page by page. */
export const streamGroups = (client: ServiceClient, options: CallOptions): AsyncIterable<Iterable<Group>> =>
  streamPages(client, "/groups/detail", "groups", Group, options);

/** How many groups the project has. */
export async function countGroups(client: ServiceClient, options: CallOptions): Promise<number> {
  return (await listAll(client, "/groups", "groups", z.looseObject({ id: z.string() }), options)).length;
}

/** Throws `not-found`. */
export async function showGroup(client: ServiceClient, id: string, options: CallOptions): Promise<Group> {
  const body = await client.read(
    `/groups/${encodeURIComponent(id)}`,
    z.looseObject({ group: Group }),
    options,
  );
  return body.group;
}

/** 202: it is `creating`. Names are not unique. */
export async function createGroup(
  client: ServiceClient,
  group: NewGroup,
  options: CallOptions,
): Promise<{ id: string; name: string | null }> {
  const { name, description, groupType: group_type, volumeTypes: volume_types } = group;
  const body = {
    group: { name, ...(description === undefined ? {} : { description }), group_type, volume_types },
  };
  return (await client.write("POST", "/groups", body, Created, options)).group;
}

/**
 * 202: group and volumes are `creating`; the volumes have neither name nor metadata. Refused with 400 also when over
 * quota, and then one unit of the quota `groups` may be lost, or a group left in `creating` (cinder/group/api.py
 * `_create_group_from_group_snapshot`). Since 3.14.
 */
export async function createGroupFromSnapshot(
  client: ServiceClient,
  { name, description, groupSnapshotId: group_snapshot_id }: NewGroupFromSnapshot,
  options: CallOptions,
): Promise<{ id: string; name: string | null }> {
  const body = { "create-from-src": { name, description, group_snapshot_id } };
  return (await client.write("POST", "/groups/action", body, Created, options)).group;
}

/** An action, not HTTP DELETE (that is a 500). `withVolumes` deletes its volumes, whatever state the group is in. */
export function deleteGroup(
  client: ServiceClient,
  id: string,
  { withVolumes }: { readonly withVolumes: boolean },
  options: CallOptions,
): Promise<void> {
  const body = { delete: { "delete-volumes": withVolumes } };
  return client.send("POST", `/groups/${encodeURIComponent(id)}/action`, body, options);
}
