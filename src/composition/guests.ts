import { dirname, join } from "node:path";
import type { Installation } from "#config/load.ts";
import { createGuests } from "#quiesce/guests.ts";
import { systemClock } from "#support/clock.ts";
import type { GuestPort } from "#workflows/guest-port.ts";

/** The way to the guests, as config.yml has it. */
export function guestsOf({ config, paths }: Installation): GuestPort {
  const configDir = join(dirname(config.store.path), "ssh");
  const ssh = config.guests?.ssh;
  return createGuests({
    ssh: {
      // Without `guests.ssh` no manifest may say ssh: the loader has refused that already.
      identityFile: ssh?.identityFile ?? paths.config,
      knownHostsFile: ssh?.knownHostsFile ?? paths.config,
      connectTimeoutMs: ssh?.connectTimeout ?? 10_000,
      configDir,
    },
    clock: systemClock,
    instance: config.instance,
    limits: config.limits,
  });
}
