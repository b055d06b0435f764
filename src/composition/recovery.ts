import { dirname, join } from "node:path";
import type { Installation } from "#config/load.ts";
import { guestAddress } from "#domain/application.ts";
import type { RecoveryPort } from "#workflows/recovery-port.ts";
import type { RecoveryServerEntry, RestoreLimits } from "#workflows/restore-ports.ts";

/** The way to the recovery servers, as config.yml has it. Loaded with the first restore or restore test. */
export function recoveryOf(installation: Installation): RecoveryPort {
  let loading: Promise<RecoveryPort> | undefined;
  const loaded = (): Promise<RecoveryPort> => {
    loading ??= load(installation);
    return loading;
  };
  return {
    open: async (...given) => (await loaded()).open(...given),
    script: async (...given) => (await loaded()).script(...given),
    hear: async (...given) => (await loaded()).hear(...given),
  };
}

async function load({ config, paths }: Installation): Promise<RecoveryPort> {
  const { createRecovery } = await import("#recovery/recovery.ts");
  const ssh = config.recovery?.ssh;
  return createRecovery({
    ssh: {
      // Without `recovery.ssh` no recovery server may say ssh: the schema has refused that already.
      identityFile: ssh?.identityFile ?? paths.config,
      knownHostsFile: ssh?.knownHostsFile ?? paths.config,
      connectTimeoutMs: ssh?.connectTimeout ?? 10_000,
      configDir: join(dirname(config.store.path), "recovery-ssh"),
    },
  });
}

export const recoveryServersOf = ({ config }: Installation): readonly RecoveryServerEntry[] =>
  (config.recovery?.servers ?? []).map(({ cloud, ...server }) => ({
    name: server.name,
    cloud,
    address: guestAddress(server),
  }));

const MINUTE = 60_000;

/** Generous: what takes longer than this has stopped, and waiting on hides it. */
export const restoreLimitsOf = ({ config }: Installation): RestoreLimits => ({
  manualTtlMs: config.limits.restoreTtlMs,
  createWithinMs: 30 * MINUTE,
  // 17 MiB/s: LVM and NFS copy a snapshot byte by byte (cinder/volume/drivers/lvm.py, create_volume_from_snapshot).
  createPerGibMs: MINUTE,
  attachWithinMs: 5 * MINUTE,
  bootWithinMs: 30 * MINUTE,
  recoverWithinMs: 12 * 60 * MINUTE,
  tearDownWithinMs: 15 * MINUTE,
  pollMs: 10_000,
});
