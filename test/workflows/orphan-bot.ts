import { CleanupRequestResult } from "#domain/orphans/cleanup-result.ts";
import type { Orphan, OrphanClass } from "#domain/orphans/orphan.ts";
import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import { ScanOrphansResult } from "#domain/orphans/scan-result.ts";
import { createOrphanRecords } from "#store/orphan-records.ts";
import { openStore } from "#store/store.ts";
import { systemClock } from "#support/clock.ts";
import { newRunId } from "#support/ids.ts";
import { CLEAN_ORPHANS, REQUEST_CLEANUP, SCAN_ORPHANS } from "#workflows/names.ts";
import type { OrphanLimits } from "#workflows/orphan-ports.ts";
import { cleanOrphans } from "#workflows/orphans/clean-orphans.ts";
import { requestCleanup } from "#workflows/orphans/request-cleanup.ts";
import { scanOrphans } from "#workflows/orphans/scan-orphans.ts";
import type { Limits } from "#workflows/ports.ts";
import type { RestoreLimits } from "#workflows/restore-ports.ts";
import type { World } from "../../playground/world.ts";
import { temporaryDatabase } from "../unit/store/temporary-database.ts";
import { type RestoreBot, startRestoreBot } from "./restore-bot.ts";

export interface OrphanBot extends RestoreBot {
  /** Scans, tells every owner, and returns what is on record then. */
  scan(): Promise<OrphanRecord[]>;
  /** The same, as `class kind`. */
  found(): Promise<string[]>;
  /** Those of a class. */
  of(what: OrphanClass): Promise<Orphan[]>;
  /** Asks for a clean-up and awaits its end; nobody has to approve where the manifest says so. */
  clean(application: string, only?: string): Promise<CleanupRequestResult>;
}

interface OrphanBotOptions {
  readonly orphans?: Partial<OrphanLimits>;
  readonly restores?: Partial<RestoreLimits>;
  readonly limits?: Partial<Limits>;
  readonly protect?: readonly string[];
}

/** The bot with restores and the search for orphans, on a simulated world. Grace is over at once unless a test wants it. */
export async function startOrphanBot(world: World, options: OrphanBotOptions = {}): Promise<OrphanBot> {
  const records = createOrphanRecords({ store: openStore(temporaryDatabase()), clock: systemClock });
  const started = await startRestoreBot(world, options.restores, {
    bot: { limits: { creatingIsLeftoverMs: 500, ...options.limits } },
    workflows: (ports) => ({
      [SCAN_ORPHANS]: async (ctx, input) => scanOrphans(ctx, input, await ports),
      [REQUEST_CLEANUP]: async (ctx, input) => requestCleanup(ctx, input, await ports),
      [CLEAN_ORPHANS]: async (ctx, input) => cleanOrphans(ctx, input, await ports),
    }),
    orphans: (bot) => ({
      clouds: () => [bot.ports.application(world.applications[0]?.name ?? "").cloud],
      records: { ...records, hold: bot.ports.orphans.records.hold },
      runFate: async (id) => {
        const run = await bot.engine.get(id);
        if (run === undefined) return undefined;
        const isOver = ["done", "failed", "cancelled"].includes(run.state);
        return isOver ? { state: "over", endedAt: run.endedAt } : { state: "live" };
      },
      protect: options.protect ?? [],
      limits: {
        graceMs: 0,
        blastCap: 20,
        scanEveryMs: 60_000,
        deleteWithinMs: 3_000,
        pollMs: 5,
        ...options.orphans,
      },
    }),
  });
  return { ...started, ...verbs(started) };
}

function verbs({ bot: { engine }, ports }: RestoreBot): Pick<OrphanBot, "scan" | "found" | "of" | "clean"> {
  const run = async (workflow: string, input: object): Promise<unknown> => {
    const id = newRunId(systemClock.now());
    await engine.start(workflow, id, { ...input, requestedBy: "U0PLAYGROUND" });
    const ended = await engine.ended(id);
    if (ended.error !== undefined) throw new Error(ended.error.message);
    return ended.result;
  };
  const scan: OrphanBot["scan"] = async () => {
    const { clouds } = ScanOrphansResult.parse(await run(SCAN_ORPHANS, { clouds: ports.orphans.clouds() }));
    for (const { cloud, unseen } of clouds) if (unseen !== undefined) throw new Error(`${cloud}: ${unseen}`);
    for (const { record, version } of await ports.orphans.records.list())
      if (record.told === undefined)
        await ports.orphans.records.save({ ...record, told: { at: record.foundAt, where: "test" } }, version);
    return (await ports.orphans.records.list()).map(({ record }) => record);
  };
  return {
    scan,
    found: async () => (await scan()).map(({ orphan }) => `${orphan.class}: ${orphan.kind}`).sort(),
    of: async (what) =>
      (await ports.orphans.records.list())
        .map(({ record }) => record.orphan)
        .filter((orphan) => orphan.class === what),
    clean: async (application, only) =>
      CleanupRequestResult.parse(
        await run(REQUEST_CLEANUP, { application, ...(only === undefined ? {} : { only }) }),
      ),
  };
}
