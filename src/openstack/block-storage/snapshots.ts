import { z } from "zod";
import { listAll } from "#openstack/pagination.ts";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";
import { streamPages } from "#openstack/stream-pages.ts";

const Metadata = z.record(z.string(), z.string());

/** cinder/api/views/snapshots.py; `group_snapshot_id` since 3.14. */
export const Snapshot = z.looseObject({
  id: z.string(),
  name: z.string().nullable(),
  volume_id: z.string(),
  status: z.string(),
  /** GiB */
  size: z.number(),
  metadata: Metadata,
  group_snapshot_id: z.string().nullish(),
  /** Only since 3.65: older releases count everything. */
  consumes_quota: z.boolean().optional(),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** `group_snapshot_id` is no filter: by default only administrators may use it, others get 400 (resource_filters.json). */
export function listSnapshots(
  client: ServiceClient,
  filter: { readonly name?: string; readonly volume_id?: string },
  options: CallOptions,
): Promise<Snapshot[]> {
  return listAll(client, "/snapshots/detail", "snapshots", Snapshot, {
    ...options,
    query: { ...options.query, ...filter },
  });
}

/** What lists of many thousands are asked for; everything else of them is dropped at once. */
export const SnapshotRow = z.object({
  id: z.string(),
  name: z.string().nullable(),
  volume_id: z.string(),
  status: z.string(),
  size: z.number(),
  metadata: Metadata,
  group_snapshot_id: z.string().nullish(),
  /** UTC without zone. */
  created_at: z.string().nullish(),
  updated_at: z.string().nullish(),
  consumes_quota: z.boolean().optional(),
});
export type SnapshotRow = z.infer<typeof SnapshotRow>;

/** The project's snapshots page by page. */
export const streamSnapshots = (
  client: ServiceClient,
  filter: { readonly volume_id?: string; readonly name?: string },
  options: CallOptions,
): AsyncIterable<Iterable<SnapshotRow>> =>
  streamPages(client, "/snapshots/detail", "snapshots", SnapshotRow, {
    ...options,
    query: { ...options.query, ...filter },
  });

/** Throws `not-found`. */
export async function showSnapshot(
  client: ServiceClient,
  id: string,
  options: CallOptions,
): Promise<Snapshot> {
  return (
    await client.read(`/snapshots/${encodeURIComponent(id)}`, z.looseObject({ snapshot: Snapshot }), options)
  ).snapshot;
}

/** Takes one key away. Throws `not-found` when the snapshot, or the key, is not there. */
export function deleteSnapshotMetadata(
  client: ServiceClient,
  id: string,
  key: string,
  options: CallOptions,
): Promise<void> {
  const path = `/snapshots/${encodeURIComponent(id)}/metadata/${encodeURIComponent(key)}`;
  return client.send("DELETE", path, undefined, options);
}

const Merged = z.looseObject({ metadata: Metadata });

/** Adds or overwrites these keys and leaves others alone. Keys and values at most 255 characters. Returns what is there now. */
export async function mergeSnapshotMetadata(
  client: ServiceClient,
  id: string,
  metadata: Readonly<Record<string, string>>,
  options: CallOptions,
): Promise<Record<string, string>> {
  const path = `/snapshots/${encodeURIComponent(id)}/metadata`;
  return (await client.write("POST", path, { metadata }, Merged, options)).metadata;
}
