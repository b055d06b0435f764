import { digestOf } from "#domain/digest.ts";
import { recoveryChecks } from "./check-data.ts";
import type { BootedFor, RecoveryJob } from "./recovery-port.ts";
import { type RestoreRun, serverNameOf } from "./restore-run.ts";

/**
 * The nonce of a run's server: known to nobody without the signing key, and the same after a crash, so that what the server
 * tells is still understood.
 */
export const bootedFor = (run: RestoreRun): BootedFor => ({
  runId: run.runId,
  instance: run.plan.instance,
  nonce: digestOf(run.ports.sign(JSON.stringify(["freezeframe/console/1", serverNameOf(run)]))).slice(0, 32),
});

/**
 * What the server does by itself. Where it is a copy of the application's own system, its services use the volumes: it only
 * says that it has booted.
 */
export function jobOf(
  { plan }: RestoreRun,
  made: readonly { readonly role: string; readonly volumeId: string }[],
): RecoveryJob {
  if (plan.boot?.rootRole !== undefined) return { volumes: [], checks: [] };
  const mounts = new Map(plan.volumes.map(({ role, mount }) => [role, mount]));
  const { postgresql, mariadb } = plan;
  return {
    volumes: made.map(({ role, volumeId }) => ({ role, volumeId, mount: mounts.get(role) })),
    ...(postgresql === undefined
      ? {}
      : { postgresql: { cluster: postgresql.cluster, dataRole: postgresql.dataRole } }),
    ...(mariadb === undefined
      ? {}
      : { mariadb: { name: mariadb.name, series: mariadb.series, dataRole: mariadb.dataRole } }),
    checks: recoveryChecks(plan.checks),
    ...(plan.canary === undefined ? {} : { canary: plan.canary }),
  };
}
