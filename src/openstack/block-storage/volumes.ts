import { z } from "zod";
import { listAll } from "#openstack/pagination.ts";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";

const Attachment = z.looseObject({ server_id: z.string().nullish(), device: z.string().nullish() });

/** cinder/api/v3/views/volumes.py; `group_id` since 3.13. */
export const Volume = z.looseObject({
  id: z.string(),
  name: z.string().nullable(),
  status: z.string(),
  /** GiB */
  size: z.number(),
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

export interface NewVolume {
  readonly name: string;
  /** GiB */
  readonly size: number;
  /** Name or id; with `groupId` it must be one of the group's. */
  readonly volumeType: string;
  readonly groupId?: string;
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

/** Throws `not-found`. */
export async function showVolume(client: ServiceClient, id: string, options: CallOptions): Promise<Volume> {
  return (await client.read(`/volumes/${encodeURIComponent(id)}`, z.looseObject({ volume: Volume }), options))
    .volume;
}

/** 202: it is `creating`. Names are not unique. */
export async function createVolume(
  client: ServiceClient,
  { name, size, volumeType: volume_type, groupId }: NewVolume,
  options: CallOptions,
): Promise<{ id: string; name: string | null }> {
  const body = {
    volume: { name, size, volume_type, ...(groupId === undefined ? {} : { group_id: groupId }) },
  };
  return (await client.write("POST", "/volumes", body, Created, options)).volume;
}

/** 202. Refused (400) for one with snapshots or inside a group that has group snapshots. */
export function deleteVolume(client: ServiceClient, id: string, options: CallOptions): Promise<void> {
  return client.send("DELETE", `/volumes/${encodeURIComponent(id)}`, undefined, options);
}
