import { recoveryOf, recoveryServersOf } from "#composition/recovery.ts";
import { loadInstallation } from "#config/load.ts";
import { RestoreReport } from "#domain/restore/report.ts";
import type { Strategy } from "#domain/restore/strategy.ts";
import { TestReport } from "#domain/restore-test/report.ts";
import type { BoundWorkflow } from "#engine/port.ts";
import { createRestoreRecords } from "#store/restore-records.ts";
import { openStore } from "#store/store.ts";
import { systemClock } from "#support/clock.ts";
import { newRunId } from "#support/ids.ts";
import { discardRestore } from "#workflows/discard-restore.ts";
import { createFreshPlans } from "#workflows/fresh-plans.ts";
import { testLockKey } from "#workflows/lock-keys.ts";
import { DISCARD_RESTORE, REQUEST_RESTORE, RESTORE_APPLICATION, TEST_RESTORE } from "#workflows/names.ts";
import type { OrphanHouse } from "#workflows/orphan-ports.ts";
import { requestRestore } from "#workflows/request-restore.ts";
import { restoreApplication } from "#workflows/restore-application.ts";
import type { RestoreLimits } from "#workflows/restore-ports.ts";
import type { TestPorts } from "#workflows/test-ports.ts";
import { testRestore } from "#workflows/test-restore.ts";
import type { World } from "../../playground/world.ts";
import { temporaryDatabase } from "../unit/store/temporary-database.ts";
import { type Bot, startBot } from "./bot.ts";

export interface RestoreBot {
  readonly bot: Bot;
  readonly ports: TestPorts;
  /** Restores the newest point and returns the report. */
  restore(application: string, change?: { strategy?: Strategy; onFailure?: "keep" }): Promise<RestoreReport>;
  /** Has the restore of a point tested, and returns the report. */
  test(application: string, point?: string): Promise<TestReport>;
  /** Ends a restore. */
  discard(report: RestoreReport): Promise<unknown>;
  /** Volumes and groups of restores that the cloud has. */
  there(): Promise<string[]>;
}

/** What a test adds to the bot with restores. */
export interface MoreForRestores {
  readonly bot?: Parameters<typeof startBot>[1];
  readonly workflows?: (ports: Promise<TestPorts>) => Readonly<Record<string, BoundWorkflow>>;
  readonly orphans?: (bot: Bot) => OrphanHouse;
}

/** The bot with restores: the real cloud and recovery adapters, over sockets, on a simulated world. */
export async function startRestoreBot(
  world: World,
  limits: Partial<RestoreLimits> = {},
  more: MoreForRestores = {},
): Promise<RestoreBot> {
  const installation = await loadInstallation({ configPath: world.config, cwd: world.directory, env: {} });
  const late = Promise.withResolvers<TestPorts>();
  const bot = await startBot(world, {
    ...more.bot,
    workflows: {
      ...more.workflows?.(late.promise),
      [RESTORE_APPLICATION]: async (ctx, input) => restoreApplication(ctx, input, await late.promise),
      [REQUEST_RESTORE]: async (ctx, input) => requestRestore(ctx, input, await late.promise),
      [DISCARD_RESTORE]: async (ctx, input) => discardRestore(ctx, input, await late.promise),
      [TEST_RESTORE]: async (ctx, input) => testRestore(ctx, input, await late.promise),
    },
  });
  const ports: TestPorts = {
    ...bot.ports,
    applications: () => world.applications.map(({ name }) => bot.ports.application(name)),
    recovery: recoveryOf(installation),
    recoveryServers: recoveryServersOf(installation),
    restores: createRestoreRecords({ store: openStore(temporaryDatabase()), clock: systemClock }),
    freshPlans: createFreshPlans(),
    restoreLimits: {
      manualTtlMs: 3_600_000,
      createWithinMs: 5_000,
      createPerGibMs: 0,
      attachWithinMs: 3_000,
      bootWithinMs: 5_000,
      recoverWithinMs: 10_000,
      tearDownWithinMs: 3_000,
      pollMs: 5,
      ...limits,
    },
    ...(more.orphans === undefined ? {} : { orphans: more.orphans(bot) }),
  };
  late.resolve(ports);
  return { bot, ports, ...verbs(world, bot) };
}

function verbs(world: World, { engine }: Bot): Pick<RestoreBot, "restore" | "test" | "discard" | "there"> {
  const run = async (workflow: string, input: object, lockKey?: string): Promise<unknown> => {
    const id = newRunId(systemClock.now());
    const options = lockKey === undefined ? {} : { lockKey };
    await engine.start(workflow, id, { ...input, requestedBy: "U0PLAYGROUND" }, options);
    const ended = await engine.ended(id);
    if (ended.error !== undefined) throw new Error(ended.error.message);
    return ended.result;
  };
  return {
    restore: async (application, change = {}) =>
      RestoreReport.parse(await run(REQUEST_RESTORE, { application, point: "latest", ...change })),
    test: async (application, point) => {
      const input = { application, ...(point === undefined ? {} : { point }) };
      return TestReport.parse(await run(TEST_RESTORE, input, testLockKey(application)));
    },
    discard: ({ application, runId }) => run(DISCARD_RESTORE, { application, restore: runId }),
    there: async () =>
      (await world.control.volumes())
        .filter(({ snapshotId }) => snapshotId !== undefined)
        .map(({ name }) => name ?? ""),
  };
}

/** Where nobody has to approve. */
export const unattended = { approve: ["cleanup"] };
