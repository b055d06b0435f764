import { connectCloud } from "#cloud/connect-cloud.ts";
import { readCloud } from "#config/clouds-file.ts";
import { processEnvironment } from "#config/environment.ts";
import type { Installation } from "#config/load.ts";
import { partOfCloud } from "#config/part-of-cloud.ts";
import { DomainError } from "#domain/errors.ts";
import { systemClock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";

export type Clouds = ReadonlyMap<string, CloudPort & Disposable>;

/** Every cloud of config.yml, by the name that manifests use. Nothing is asked of a cloud yet. */
export async function connectClouds({ config }: Installation, log: Log): Promise<Clouds> {
  const all = Object.entries(config.clouds).map(async ([name, cloud]) => {
    const env = processEnvironment();
    const place = {
      cwd: process.cwd(),
      env:
        cloud.clientConfigFile === undefined
          ? env
          : { ...env, OS_CLIENT_CONFIG_FILE: cloud.clientConfigFile },
    };
    const credentials = partOfCloud(name, await readCloud(cloud.cloud, place), cloud);
    const { region } = cloud;
    const reader =
      cloud.reader === undefined
        ? undefined
        : partOfCloud(name, await readCloud(cloud.reader, place), { region });
    return [
      name,
      await connectCloud({
        credentials,
        reader,
        declared: cloud.backends,
        isolatedNetworks: cloud.isolatedNetworks,
        clock: systemClock,
        log,
      }),
    ] as const;
  });
  return new Map(await Promise.all(all));
}

/** Throws `invalid-input` for a name that config.yml does not have. */
export function cloudNamed(clouds: Clouds, name: string): CloudPort {
  const cloud = clouds.get(name);
  if (cloud === undefined)
    throw new DomainError("invalid-input", `no cloud "${name}" in config.yml`, {
      next: `add it under clouds:; known: ${[...clouds.keys()].join(", ")}`,
    });
  return cloud;
}
