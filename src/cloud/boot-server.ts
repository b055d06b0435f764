import { type BlockDevice, createServer } from "#openstack/compute/create-server.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { ServerToBoot } from "#workflows/boot-cloud-port.ts";
import type { Created } from "#workflows/restore-cloud-port.ts";
import { outcomeOf } from "./create-outcome.ts";

/** One POST. Run twice: Nova refuses the second as long as the volumes are the first one's; look for the name first. */
export async function bootServer(
  compute: ServiceClient,
  { name, flavorId, imageId, volumes, networkIds, userData, metadata }: ServerToBoot,
  signal: AbortSignal,
): Promise<Created> {
  const server = {
    name,
    flavorRef: flavorId,
    ...(imageId === undefined ? {} : { imageRef: imageId }),
    networks: networkIds.length === 0 ? ("none" as const) : networkIds.map((uuid) => ({ uuid })),
    block_device_mapping_v2: [
      ...(imageId === undefined ? [] : [copyOf(imageId)]),
      // Cinder's word for what may boot comes first in the list, whatever it is called.
      ...volumes.toSorted((a, b) => Number(b.root) - Number(a.root)).map(diskOf),
    ],
    config_drive: true as const,
    user_data: userData,
    metadata,
  };
  try {
    const { id } = await createServer(compute, server, { signal, attempts: 1 });
    return { kind: "created", id };
  } catch (error) {
    return outcomeOf(error);
  }
}

/** As novaclient says it beside `imageRef`: a copy on the hypervisor, which goes with the server (nova/block_device.py, from_api). */
const copyOf = (imageId: string): BlockDevice => ({
  source_type: "image",
  destination_type: "local",
  uuid: imageId,
  boot_index: 0,
  delete_on_termination: true,
});

const diskOf = ({ volumeId, tag, root }: ServerToBoot["volumes"][number]): BlockDevice => ({
  source_type: "volume",
  destination_type: "volume",
  uuid: volumeId,
  boot_index: root ? 0 : -1,
  delete_on_termination: false,
  tag,
});
