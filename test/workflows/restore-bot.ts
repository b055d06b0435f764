import { onTestFinished } from "vitest";
import { RestoreReport } from "#domain/restore/report.ts";
import type { Strategy } from "#domain/restore/strategy.ts";
import { createRecovery } from "#recovery/recovery.ts";
import { createRestoreRecords } from "#store/restore-records.ts";
import { openStore } from "#store/store.ts";
import { systemClock } from "#support/clock.ts";
import { newRunId } from "#support/ids.ts";
import { DISCARD_RESTORE, discardRestore } from "#workflows/discard-restore.ts";
import { REQUEST_RESTORE, requestRestore } from "#workflows/request-restore.ts";
import { RESTORE_APPLICATION, restoreApplication } from "#workflows/restore-application.ts";
import type { RestoreLimits, RestorePorts } from "#workflows/restore-ports.ts";
import { type RecoveryServer, startRecoveryServer } from "../../playground/guest/recovery/recovery-server.ts";
import type { RestoredDisk } from "../../playground/guest/recovery/seed.ts";
import type { World } from "../../playground/world.ts";
import { recoveryServer } from "../../playground/world-seed.ts";
import { temporaryDatabase } from "../unit/store/temporary-database.ts";
import { type Bot, startBot } from "./bot.ts";

export interface RestoreBot {
  readonly bot: Bot;
  readonly ports: RestorePorts;
  readonly server: RecoveryServer;
  /** Restores the newest point and returns the report. */
  restore(application: string, change?: { strategy?: Strategy; onFailure?: "keep" }): Promise<RestoreReport>;
  /** Ends a restore. */
  discard(report: RestoreReport): Promise<unknown>;
  /** Volumes and groups of restores that the cloud has. */
  there(): Promise<string[]>;
}

/** The bot with restores: the real cloud and recovery adapters, over sockets, on a simulated world. */
export async function startRestoreBot(
  world: World,
  limits: Partial<RestoreLimits> = {},
): Promise<RestoreBot> {
  const server = await startRecoveryServer(
    { server: recoveryServer, postgresql: [15], glibc: "2.36", icu: "72.1" },
    (volumeId) => diskOf(world, volumeId),
  );
  onTestFinished(() => server[Symbol.asyncDispose]());
  const late = Promise.withResolvers<RestorePorts>();
  const bot = await startBot(world, {
    workflows: {
      [RESTORE_APPLICATION]: async (ctx, input) => restoreApplication(ctx, input, await late.promise),
      [REQUEST_RESTORE]: async (ctx, input) => requestRestore(ctx, input, await late.promise),
      [DISCARD_RESTORE]: async (ctx, input) => discardRestore(ctx, input, await late.promise),
    },
  });
  const ports: RestorePorts = {
    ...bot.ports,
    applications: () => world.applications.map(({ name }) => bot.ports.application(name)),
    recovery: createRecovery({
      ssh: { identityFile: "", knownHostsFile: "", connectTimeoutMs: 1_000, configDir: world.directory },
    }),
    recoveryServers: [
      {
        name: recoveryServer,
        cloud: "simulated",
        address: { server: recoveryServer, via: { kind: "local", port: server.port } },
      },
    ],
    restores: createRestoreRecords({ store: openStore(temporaryDatabase()), clock: systemClock }),
    restoreLimits: {
      manualTtlMs: 3_600_000,
      createWithinMs: 5_000,
      attachWithinMs: 3_000,
      recoverWithinMs: 10_000,
      tearDownWithinMs: 3_000,
      pollMs: 5,
      ...limits,
    },
  };
  late.resolve(ports);
  return { bot, ports, server, ...verbs(world, bot) };
}

function verbs(world: World, { engine }: Bot): Pick<RestoreBot, "restore" | "discard" | "there"> {
  const run = async (workflow: string, input: object): Promise<unknown> => {
    const id = newRunId(systemClock.now());
    await engine.start(workflow, id, { ...input, requestedBy: "U0PLAYGROUND" });
    const ended = await engine.ended(id);
    if (ended.error !== undefined) throw new Error(ended.error.message);
    return ended.result;
  };
  return {
    restore: async (application, change = {}) =>
      RestoreReport.parse(await run(REQUEST_RESTORE, { application, point: "latest", ...change })),
    discard: ({ application, runId }) => run(DISCARD_RESTORE, { application, restore: runId }),
    there: async () =>
      (await world.control.volumes())
        .filter(({ snapshotId }) => snapshotId !== undefined)
        .map(({ name }) => name ?? ""),
  };
}

/** What lies on a volume that is attached to the recovery server. */
async function diskOf(world: World, volumeId: string): Promise<RestoredDisk | undefined> {
  const volumes = await world.control.volumes();
  const found = volumes.find(({ id }) => id === volumeId);
  if (found === undefined || found.attachments.length === 0) return undefined;
  const original = found.name?.split("/").at(-1) ?? "";
  return {
    volumeId,
    device: "/dev/vdb",
    fsType: "ext4",
    fsUuid: volumeId,
    content: found.hollow === true ? undefined : found.content,
    ...(original === "data"
      ? {
          database: {
            version: "15.18",
            systemId: "7000000000000000001",
            data: "/var/lib/postgresql/15/main",
            checksums: false,
          },
        }
      : {}),
  };
}

/** Where nobody has to approve, and who knows the recovery server. */
export const unattended = { approve: ["cleanup"], restore: { recoveryServer } };
