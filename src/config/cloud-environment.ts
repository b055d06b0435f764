import type { CloudEntry, CloudKey } from "./cloud-entry.ts";
import type { Environment } from "./environment.ts";

/** The cloud that `OS_AUTH_URL`, `OS_USERNAME` and so on describe, as `openrc` files set them. */
export function environmentEntry(env: Environment): CloudEntry {
  return {
    cloud: "envvars",
    get: (key) => env[variable(key)] || undefined,
    where: variable,
  };
}

const variable = (key: CloudKey): string => `OS_${key.name.toUpperCase()}`;
