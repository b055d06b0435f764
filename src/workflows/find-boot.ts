import type { Application } from "#domain/application.ts";
import type { FoundBoot } from "#domain/restore/boot-facts.ts";
import type { CloudPort } from "./cloud-port.ts";

/** Looks at what the manifest's server to boot would be made of; undefined where it names none. */
export async function findBoot(
  { restore }: Application,
  cloud: CloudPort,
  signal: AbortSignal,
): Promise<FoundBoot | undefined> {
  if (restore.boot === undefined) return undefined;
  const { flavor, image, networks } = restore.boot;
  const names = networks === "none" ? [] : networks;
  const [foundFlavor, foundImage, foundNetworks, quota] = await Promise.all([
    cloud.flavor(flavor, signal),
    image === undefined ? undefined : cloud.image(image, signal),
    Promise.all(names.map((name) => findNetwork(name, cloud, signal))),
    cloud.bootQuota(signal),
  ]);
  return {
    flavor: { asked: flavor, found: foundFlavor },
    image: image === undefined || foundImage === undefined ? undefined : { asked: image, found: foundImage },
    networks: foundNetworks,
    quota,
  };
}

/** Config may list it by name or by id, whichever the manifest says. */
async function findNetwork(
  asked: string,
  cloud: CloudPort,
  signal: AbortSignal,
): Promise<FoundBoot["networks"][number]> {
  const found = await cloud.network(asked, signal);
  // A name that is listed is not enough where the manifest's word is the id of another network.
  const known = "value" in found ? [found.value.id, found.value.name] : [asked];
  return { asked, listed: known.some((one) => cloud.isolatedNetworks.includes(one)), found };
}
