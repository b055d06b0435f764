import { z } from "zod";
import { listAll } from "#openstack/pagination.ts";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";
import { streamPages } from "#openstack/stream-pages.ts";

const Attachment = z.looseObject({ server_id: z.string().nullish(), device: z.string().nullish() });

/** cinder/api/v3/views/volumes.py; `group_id` since 3.13. */
export const Volume = z.looseObject({
  id: z.string(),
  name: z.string().nullable(),
  status: z.string(),
  /** GiB */
  size: z.number(),
  availability_zone: z.string().nullish(),
  /** Stays after the snapshot was deleted. */
  snapshot_id: z.string().nullish(),
  /** "true" or "false". */
  bootable: z.union([z.string(), z.boolean()]),
  metadata: z.record(z.string(), z.string()),
  /** Name of the volume type. */
  volume_type: z.string().nullish(),
  group_id: z.string().nullish(),
  multiattach: z.boolean(),
  encrypted: z.boolean(),
  attachments: z.array(Attachment),
  /** `host@backend#pool`; administrators only. */
  "os-vol-host-attr:host": z.string().nullish(),
});
export type Volume = z.infer<typeof Volume>;

/** The answer to a create has no attachments' servers yet, and no more is needed of it. */
const Created = z.looseObject({ volume: z.looseObject({ id: z.string(), name: z.string().nullable() }) });

const Shown = z.looseObject({ volume: Volume });

const Merged = z.looseObject({ metadata: z.record(z.string(), z.string()) });

export interface NewVolume {
  readonly name: string;
  readonly description?: string | undefined;
  /** GiB; not below a snapshot's. */
  readonly size: number;
  /** Name or id; with `groupId` it must be one of the group's, from a snapshot it is the snapshot's. */
  readonly volumeType: string;
  readonly groupId?: string | undefined;
  readonly snapshotId?: string | undefined;
  readonly availabilityZone?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** The project's volumes; `group_id` since 3.10. */
export function listVolumes(
  client: ServiceClient,
  filter: { readonly group_id?: string; readonly name?: string },
  options: CallOptions,
): Promise<Volume[]> {
  return listAll(client, "/volumes/detail", "volumes", Volume, {
    ...options,
    query: { ...options.query, ...filter },
  });
}

/** What lists of many thousands are asked for; everything else of them is dropped at once. */
export const VolumeRow = z.object({
  id: z.string(),
  name: z.string().nullable(),
  status: z.string(),
  size: z.number(),
  snapshot_id: z.string().nullish(),
  metadata: z.record(z.string(), z.string()),
  group_id: z.string().nullish(),
  attachments: z.array(z.object({ server_id: z.string().nullish() })),
  /** UTC without zone. */
  created_at: z.string().nullish(),
  /** Only since 3.65: older releases count everything. */
  consumes_quota: z.boolean().optional(),
});
export type VolumeRow = z.infer<typeof VolumeRow>;

/** The project's volumes page by page. */
export const streamVolumes = (
  client: ServiceClient,
  filter: { readonly group_id?: string },
  options: CallOptions,
): AsyncIterable<Iterable<VolumeRow>> =>
  streamPages(client, "/volumes/detail", "volumes", VolumeRow, {
    ...options,
    query: { ...options.query, ...filter },
  });

const Summary = z.looseObject({
  "volume-summary": z.looseObject({ total_count: z.number(), total_size: z.number() }),
});

/** Since 3.36 the answer also holds every metadata value of the project, which nobody needs here. */
const withoutMetadata = { "OpenStack-API-Version": "volume 3.12" };

/**
 * How many volumes the project has, and of how many GiB together: one sum in the database, where a list costs some requests'
 * worth of work for each volume. Cinder's own temporary ones count, as filters do not apply (cinder/api/v3/volumes.py `summary`).
 */
export async function summarizeVolumes(
  client: ServiceClient,
  options: CallOptions,
): Promise<{ readonly count: number; readonly gib: number }> {
  const asked = { ...options, headers: withoutMetadata };
  const { total_count, total_size } = (await client.read("/volumes/summary", Summary, asked))[
    "volume-summary"
  ];
  return { count: total_count, gib: total_size };
}

/** Throws `not-found`. */
export async function showVolume(client: ServiceClient, id: string, options: CallOptions): Promise<Volume> {
  return (await client.read(`/volumes/${encodeURIComponent(id)}`, Shown, options)).volume;
}

/** 202: it is `creating`. Names are not unique. A member snapshot of a group is taken like any other. */
export async function createVolume(
  client: ServiceClient,
  volume: NewVolume,
  options: CallOptions,
): Promise<{ id: string; name: string | null }> {
  const body = {
    volume: {
      name: volume.name,
      description: volume.description,
      size: volume.size,
      volume_type: volume.volumeType,
      group_id: volume.groupId,
      snapshot_id: volume.snapshotId,
      availability_zone: volume.availabilityZone,
      metadata: volume.metadata,
    },
  };
  return (await client.write("POST", "/volumes", body, Created, options)).volume;
}

/** Gives it another name. Taken in any state (cinder/volume/api.py `update`: all but `maintenance`). */
export function renameVolume(
  client: ServiceClient,
  id: string,
  name: string,
  options: CallOptions,
): Promise<void> {
  return client.send("PUT", `/volumes/${encodeURIComponent(id)}`, { volume: { name } }, options);
}

/** Adds or overwrites these keys and leaves others alone. Keys and values at most 255 characters. Returns what is there now. */
export async function mergeVolumeMetadata(
  client: ServiceClient,
  id: string,
  metadata: Readonly<Record<string, string>>,
  options: CallOptions,
): Promise<Record<string, string>> {
  const path = `/volumes/${encodeURIComponent(id)}/metadata`;
  return (await client.write("POST", path, { metadata }, Merged, options)).metadata;
}

/** 202. Refused (400) for one with snapshots or inside a group that has group snapshots. */
export function deleteVolume(client: ServiceClient, id: string, options: CallOptions): Promise<void> {
  return client.send("DELETE", `/volumes/${encodeURIComponent(id)}`, undefined, options);
}
