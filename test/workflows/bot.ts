import { createHmac } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { onTestFinished } from "vitest";
import { connectCloud } from "#cloud/connect-cloud.ts";
import { readCloud } from "#config/clouds-file.ts";
import { loadInstallation } from "#config/load.ts";
import { findApplication } from "#domain/find-application.ts";
import { type Members, noMembers } from "#domain/permission.ts";
import { SnapshotResult } from "#domain/snapshot-result.ts";
import { createEmbeddedEngine } from "#engine/embedded/embedded-engine.ts";
import type { BoundWorkflow, Engine, Json } from "#engine/port.ts";
import { createOperations, type Operations } from "#operations/index.ts";
import { createGuests } from "#quiesce/guests.ts";
import { openDatabase } from "#store/open-database.ts";
import { createRecords } from "#store/records.ts";
import { openStore } from "#store/store.ts";
import { systemClock } from "#support/clock.ts";
import { newRunId } from "#support/ids.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import { REHEARSE_APPLICATION, REQUEST_SNAPSHOT, SNAPSHOT_APPLICATION } from "#workflows/names.ts";
import type { Limits } from "#workflows/ports.ts";
import { rehearseApplication } from "#workflows/rehearse-application.ts";
import { requestSnapshot } from "#workflows/request-snapshot.ts";
import { snapshotApplication } from "#workflows/snapshot-application.ts";
import { createSnapshotTurns } from "#workflows/snapshot-turns.ts";
import type { TestPorts } from "#workflows/test-ports.ts";
import { createWindowSlots } from "#workflows/window-slots.ts";
import { startWorld, type World, type WorldOptions } from "../../playground/world.ts";
import { withoutRestores } from "./without-restores.ts";

/** A world that goes away with the test. Its back ends are quick and nobody writes, unless a test wants it. */
export async function newWorld(options: WorldOptions = {}): Promise<World> {
  const world = await startWorld({ atomicMs: 20, memberMs: 30, writeEveryMs: 0, ...options });
  onTestFinished(() => world[Symbol.asyncDispose]());
  return world;
}

export interface Bot {
  readonly ports: TestPorts;
  readonly engine: Engine;
  readonly operations: Operations;
  /** Starts a snapshot run and returns its id. */
  start(application: string): Promise<string>;
  /** The run's result. Throws its error. */
  ended(runId: string): Promise<SnapshotResult>;
  snapshot(application: string): Promise<SnapshotResult>;
  /** Resolves when a run says that it is in this phase. Ask before it can be. */
  phase(name: string): Promise<void>;
  /** As a shutdown does: running steps are aborted and awaited. */
  close(): Promise<void>;
}

interface BotOptions {
  /** Beside the real ones. */
  readonly workflows?: Readonly<Record<string, BoundWorkflow>>;
  readonly members?: Members;
  readonly limits?: Partial<Limits>;
  /** What the store believes to have left on its disk. */
  readonly freeBytes?: () => number;
}

/**
 * The real workflow on the real engine, store, cloud and guest adapters, over the sockets of a simulated world. A second
 * bot on the same world finds what the first has left in the store.
 */
export async function startBot(world: World, options: BotOptions = {}): Promise<Bot> {
  const load = () => loadInstallation({ configPath: world.config, cwd: world.directory, env: {} });
  const { config, applications } = await load();
  let current = applications;
  await mkdir(dirname(config.store.path), { recursive: true, mode: 0o700 });
  const database = openDatabase(config.store.path, { clock: systemClock });
  const clouds = await connectClouds(config.clouds);
  const limits = { ...config.limits, betweenExecutionsMs: 0, ...options.limits };
  const ports: TestPorts = {
    ...withoutRestores(openStore(database), systemClock),
    clock: systemClock,
    instance: config.instance,
    application: (name) => findApplication(current, name),
    cloud: (name) => clouds.get(name) ?? missing(name),
    guests: createGuests({
      ssh: { identityFile: "", knownHostsFile: "", connectTimeoutMs: 2_000, configDir: world.directory },
      clock: systemClock,
      instance: config.instance,
      limits,
    }),
    records: createRecords({
      store: openStore(database),
      clock: systemClock,
      freeBytes: options.freeBytes ?? database.freeBytes,
    }),
    members: options.members ?? noMembers,
    breakGlass: config.breakGlass,
    sign: (text) => createHmac("sha256", config.signingKey.reveal()).update(text).digest("hex"),
    limits,
    snapshotTurns: createSnapshotTurns(limits.windowsAtOnce),
    windowSlots: createWindowSlots(limits.windowsAtOnce),
  };
  const engine = createEmbeddedEngine({
    database,
    clock: systemClock,
    workflows: {
      [SNAPSHOT_APPLICATION]: (ctx, input) => snapshotApplication(ctx, input, ports),
      [REQUEST_SNAPSHOT]: (ctx, input) => requestSnapshot(ctx, input, ports),
      [REHEARSE_APPLICATION]: (ctx, input) => rehearseApplication(ctx, input, ports),
      ...options.workflows,
    },
  });
  const operations = createOperations({
    engine,
    ports,
    manifests: {
      current: () => current,
      reload: async () => {
        current = (await load()).applications;
        return current;
      },
    },
  });
  const closing = once(async () => {
    await engine.close();
    for (const cloud of clouds.values()) cloud[Symbol.dispose]();
    database.close();
  });
  onTestFinished(closing);
  return { ports, engine, operations, ...verbs(engine), close: closing };
}

function verbs(engine: Engine): Pick<Bot, "start" | "ended" | "snapshot" | "phase"> {
  const start = async (application: string): Promise<string> => {
    const input = { application, requestedBy: "U0PLAYGROUND" };
    const id = newRunId(systemClock.now());
    await engine.start(SNAPSHOT_APPLICATION, id, input, { lockKey: application });
    return id;
  };
  const ended = async (runId: string): Promise<SnapshotResult> => {
    const run = await engine.ended(runId);
    if (run.error !== undefined) throw Object.assign(new Error(run.error.message), run.error);
    return SnapshotResult.parse(run.result);
  };
  return {
    start,
    ended,
    snapshot: async (application) => ended(await start(application)),
    phase: (name) =>
      new Promise((resolve) => {
        const stop = engine.onProgress((_run, update) => {
          if (phaseOf(update) !== name) return;
          stop();
          resolve();
        });
      }),
  };
}

const phaseOf = (update: Json): unknown =>
  typeof update === "object" && update !== null && "phase" in update ? update.phase : undefined;

type Config = Awaited<ReturnType<typeof loadInstallation>>["config"];

async function connectClouds(clouds: Config["clouds"]): Promise<Map<string, CloudPort & Disposable>> {
  const all = Object.entries(clouds).map(async ([name, cloud]) => {
    const place = { cwd: "/", env: { OS_CLIENT_CONFIG_FILE: cloud.clientConfigFile } };
    const credentials = await readCloud(cloud.cloud, place);
    const reader = cloud.reader === undefined ? undefined : await readCloud(cloud.reader, place);
    const retry = { attempts: 4, backoffMs: 1, retryAfterMaxMs: 1_000 };
    return [
      name,
      await connectCloud({ credentials, reader, declared: cloud.backends, clock: systemClock, retry }),
    ] as const;
  });
  return new Map(await Promise.all(all));
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= act();
    return done;
  };
}

function missing(name: string): never {
  throw new Error(`no cloud ${name}`);
}
