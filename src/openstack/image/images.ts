import { z } from "zod";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";

/** glance/schema.py and glance/api/v2/images.py: properties of the owner stand beside these. */
export const Image = z.looseObject({
  id: z.string(),
  name: z.string().nullable(),
  status: z.string(),
  /** GiB */
  min_disk: z.number(),
  /** MiB */
  min_ram: z.number(),
});
export type Image = z.infer<typeof Image>;

/**
 * Images of this name that the project can see, its own, shared and public. One page of Glance's own size: more of one name
 * than that are refused as ambiguous anyway.
 */
export async function listImages(
  client: ServiceClient,
  { name }: { readonly name: string },
  options: CallOptions,
): Promise<Image[]> {
  const answer = await client.read("/images", z.looseObject({ images: z.array(Image) }), {
    ...options,
    query: { name },
  });
  return answer.images;
}

/** Throws `not-found`. */
export const showImage = (client: ServiceClient, id: string, options: CallOptions): Promise<Image> =>
  client.read(`/images/${encodeURIComponent(id)}`, Image, options);
