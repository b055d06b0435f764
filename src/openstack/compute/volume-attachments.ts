import { z } from "zod";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";

/** nova/api/openstack/compute/volumes.py `_translate_attachment_detail_view`; no device until there is one. */
export const VolumeAttachment = z.looseObject({ volumeId: z.string(), device: z.string().nullish() });
export type VolumeAttachment = z.infer<typeof VolumeAttachment>;

const pathOf = (serverId: string): string => `/servers/${encodeURIComponent(serverId)}/os-volume_attachments`;

/** The volumes of a server, those on their way in or out included. Not paged unless asked. Throws `not-found`. */
export async function listVolumeAttachments(
  client: ServiceClient,
  serverId: string,
  options: CallOptions,
): Promise<VolumeAttachment[]> {
  const Answer = z.looseObject({ volumeAttachments: z.array(VolumeAttachment) });
  return (await client.read(pathOf(serverId), Answer, options)).volumeAttachments;
}

/** Queens: below it a volume that several servers may share is refused (nova/compute/api.py `_check_attach_and_reserve_volume`). */
const multiattach = { "OpenStack-API-Version": "compute 2.60" };

/**
 * 200, and yet only begun: the volume is `reserved`, then `attaching`, and `in-use` or `available` again once the
 * hypervisor is done. Nothing deletes the volume with the server. Refused: 400 for a volume that is not `available`,
 * 409 for a server in a wrong state.
 */
export async function attachVolume(
  client: ServiceClient,
  serverId: string,
  volumeId: string,
  options: CallOptions,
): Promise<void> {
  const body = { volumeAttachment: { volumeId } };
  const asked = { ...options, headers: multiattach };
  await client.write("POST", pathOf(serverId), body, z.looseObject({}), asked);
}

/** 202: the volume is `detaching`. Throws `not-found` where it is not attached. */
export function detachVolume(
  client: ServiceClient,
  serverId: string,
  volumeId: string,
  options: CallOptions,
): Promise<void> {
  return client.send("DELETE", `${pathOf(serverId)}/${encodeURIComponent(volumeId)}`, undefined, options);
}
