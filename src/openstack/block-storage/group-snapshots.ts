import { z } from "zod";
import { listAll } from "#openstack/pagination.ts";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";
import { streamPages } from "#openstack/stream-pages.ts";

/** cinder/api/v3/views/group_snapshots.py; microversion 3.14. It has neither metadata nor a list of members. */
export const GroupSnapshot = z.looseObject({
  id: z.string(),
  name: z.string().nullable(),
  description: z.string().nullish(),
  group_id: z.string(),
  group_type_id: z.string().nullish(),
  status: z.string(),
  /** UTC without zone. */
  created_at: z.string().nullish(),
});
export type GroupSnapshot = z.infer<typeof GroupSnapshot>;

/** Neither status nor group id: cinder/api/v3/views/group_snapshots.py `summary`. */
const Created = z.looseObject({
  group_snapshot: z.looseObject({ id: z.string(), name: z.string().nullable() }),
});
const Shown = z.looseObject({ group_snapshot: GroupSnapshot });
const Anything = z.looseObject({});

export interface NewGroupSnapshot {
  readonly groupId: string;
  /** At most 255 characters; cannot be changed later. */
  readonly name: string;
  readonly description: string;
}

/** The project's group snapshots; paged since 3.29. */
export function listGroupSnapshots(
  client: ServiceClient,
  filter: { readonly group_id?: string; readonly name?: string; readonly status?: string },
  options: CallOptions,
): Promise<GroupSnapshot[]> {
  return listAll(client, "/group_snapshots/detail", "group_snapshots", GroupSnapshot, {
    ...options,
    query: { ...options.query, ...filter },
  });
}

/** The project's group snapshots page by page; below 3.29 all of them are one page. */
export const streamGroupSnapshots = (
  client: ServiceClient,
  filter: { readonly group_id?: string },
  options: CallOptions,
): AsyncIterable<Iterable<GroupSnapshot>> =>
  streamPages(client, "/group_snapshots/detail", "group_snapshots", GroupSnapshot, {
    ...options,
    query: { ...options.query, ...filter },
  });

/** The cheapest authenticated request that there is: one row at most, ids and names. For warming a connection. */
export async function touchGroupSnapshots(client: ServiceClient, options: CallOptions): Promise<void> {
  await client.read("/group_snapshots", Anything, { ...options, query: { limit: "1" } });
}

/** Throws `not-found`. */
export async function showGroupSnapshot(
  client: ServiceClient,
  id: string,
  options: CallOptions,
): Promise<GroupSnapshot> {
  return (await client.read(`/group_snapshots/${encodeURIComponent(id)}`, Shown, options)).group_snapshot;
}

/** 202: it is `creating`. Not idempotent; nothing keeps two of one group apart. */
export async function createGroupSnapshot(
  client: ServiceClient,
  { groupId: group_id, name, description }: NewGroupSnapshot,
  options: CallOptions,
): Promise<{ id: string; name: string | null }> {
  const body = { group_snapshot: { group_id, name, description } };
  return (await client.write("POST", "/group_snapshots", body, Created, options)).group_snapshot;
}

/** 202, with all its members. Refused (400) unless it is `available` or `error`. */
export function deleteGroupSnapshot(client: ServiceClient, id: string, options: CallOptions): Promise<void> {
  return client.send("DELETE", `/group_snapshots/${encodeURIComponent(id)}`, undefined, options);
}
