import { join } from "node:path";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { RestoreReport } from "#domain/restore/report.ts";
import { createRecovery } from "#recovery/recovery.ts";
import { systemClock } from "#support/clock.ts";
import { newRunId } from "#support/ids.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import { DISCARD_RESTORE, REQUEST_RESTORE } from "#workflows/names.ts";
import { temporaryDirectory } from "../../unit/store/temporary-database.ts";
import {
  live,
  openHouse,
  application as orders,
  type RestoreHouse,
} from "../../unit/workflows/restore/restore-house.ts";
import { simpleCloud } from "../../unit/workflows/restore/simple-cloud.ts";
import { simpleRecovery } from "../../unit/workflows/restore/simple-recovery.ts";

/** A bot that boots what it restores of this point, on real Cinder and Nova. */
export interface BootHouse {
  restore(reason?: string): Promise<RestoreReport>;
  discard(report: RestoreReport): Promise<void>;
  /** Names of what the cloud still has of it. */
  left(report: RestoreReport): Promise<readonly unknown[]>;
}

export async function bootHouse(
  port: CloudPort,
  point: RecoveryPoint,
  boot: RestoreHouse["application"]["restore"]["boot"],
  limits: NonNullable<RestoreHouse["limits"]>,
): Promise<BootHouse> {
  const configDir = join(temporaryDirectory(), "ssh");
  // A booted server is heard on its console: nobody is called over SSH.
  const ssh = { identityFile: "/", knownHostsFile: "/", connectTimeoutMs: 1_000, configDir };
  const { run } = await live(
    openHouse({
      cloud: { ...simpleCloud(), port },
      recovery: { ...simpleRecovery(), port: createRecovery({ ssh }) },
      application: { ...orders, restore: { boot } },
      point,
      limits,
    }),
  );
  const asked = { application: "orders", requestedBy: "U0OPS" };
  return {
    restore: async (reason) => {
      const wish = { ...asked, point: point.id, ...(reason === undefined ? {} : { reason }) };
      return RestoreReport.parse((await run(REQUEST_RESTORE, wish, newRunId(systemClock.now()))).result);
    },
    discard: async ({ runId }) => {
      await run(DISCARD_RESTORE, { ...asked, restore: runId }, newRunId(systemClock.now()));
    },
    left: async ({ runId }) => {
      const signal = AbortSignal.timeout(60_000);
      const prefix = `ffr/test/orders/${runId}/`;
      return [
        ...(await port.serversNamed(`${prefix}server`, signal)),
        ...(await port.volumesNamed(prefix, signal)),
      ];
    },
  };
}
