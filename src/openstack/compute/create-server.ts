import { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";

/** One disk of a server that is created: a volume of ours, or the image's own copy on the hypervisor. */
export interface BlockDevice {
  readonly source_type: "volume" | "image";
  readonly destination_type: "volume" | "local";
  readonly uuid: string;
  /** 0: it boots from this one; -1: it does not boot. */
  readonly boot_index: 0 | -1;
  readonly delete_on_termination: boolean;
  /** At most 60 characters, neither `/` nor `,` (nova/api/validation/parameter_types.py). */
  readonly tag?: string;
}

export interface NewServer {
  readonly name: string;
  readonly flavorRef: string;
  readonly imageRef?: string;
  readonly networks: "none" | readonly { readonly uuid: string }[];
  readonly block_device_mapping_v2: readonly BlockDevice[];
  readonly config_drive: true;
  readonly user_data: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** nova/api/openstack/compute/schemas/servers.py: `user_data`, characters of base64. */
export const USER_DATA_MAX = 65_535;

/**
 * `networks: none` came with 2.37; tags of disks with 2.32, were forgotten from 2.33 on and are there again from 2.42, which
 * is Ocata (nova/api/openstack/compute/schemas/servers.py, create_v233 and create_v242).
 */
const tagged = { "OpenStack-API-Version": "compute 2.42" };

/**
 * 202: it is `BUILD`. Its volumes are reserved before the answer, so that one volume is never in two servers. Refused: 400
 * for a volume that is not `available` or a wrong image, 403 over quota. Throws `invalid-input` for user data over Nova's limit.
 */
export async function createServer(
  client: ServiceClient,
  server: NewServer,
  options: CallOptions,
): Promise<{ id: string }> {
  if (server.user_data.length > USER_DATA_MAX)
    throw new DomainError(
      "invalid-input",
      `user data of ${server.user_data.length} characters; Nova takes ${USER_DATA_MAX} at most`,
      { next: "Name fewer checks, or shorter queries, in the manifest." },
    );
  const Answer = z.looseObject({ server: z.looseObject({ id: z.string() }) });
  const answer = await client.write("POST", "/servers", { server }, Answer, { ...options, headers: tagged });
  return { id: answer.server.id };
}
