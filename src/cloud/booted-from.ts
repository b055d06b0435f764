import type { BootQuota, Flavor, Image } from "#domain/restore/boot-facts.ts";
import type { Flavor as WireFlavor } from "#openstack/compute/flavors.ts";
import type { Limits } from "#openstack/compute/limits.ts";
import type { Server } from "#openstack/compute/servers.ts";
import type { Image as WireImage } from "#openstack/image/images.ts";
import type { BootedServer } from "#workflows/boot-cloud-port.ts";

/** Wire → what a restore that boots is told. */
export const flavorFrom = ({ id, name, vcpus, ram, disk }: WireFlavor): Flavor => ({
  id,
  name,
  cores: vcpus,
  ramMib: ram,
  diskGib: disk,
});

export function imageFrom(wire: WireImage): Image {
  const said = (key: string): string | undefined => {
    const value = wire[`freezeframe_${key}`];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const majors = said("postgresql")?.match(/\d+/g)?.map(Number);
  return {
    id: wire.id,
    name: wire.name ?? "",
    status: wire.status,
    minDiskGib: wire.min_disk,
    minRamMib: wire.min_ram,
    postgresql: majors,
    mariadb: said("mariadb"),
    glibc: said("glibc"),
    icu: said("icu"),
  };
}

export const bootQuotaFrom = (limits: Limits): BootQuota => ({
  instances: { limit: limits.maxTotalInstances, used: limits.totalInstancesUsed },
  cores: { limit: limits.maxTotalCores, used: limits.totalCoresUsed },
  ramMib: { limit: limits.maxTotalRAMSize, used: limits.totalRAMUsed },
});

export const bootedServerFrom = ({ id, name, status, fault, metadata }: Server): BootedServer => ({
  id,
  name: name ?? "",
  status,
  fault: fault?.message,
  metadata,
});
