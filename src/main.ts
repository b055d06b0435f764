import { createHmac } from "node:crypto";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { connectCloud } from "#cloud/connect-cloud.ts";
import { readCloud } from "#config/clouds-file.ts";
import { processEnvironment } from "#config/environment.ts";
import { formatValidation } from "#config/format-validation.ts";
import { type Installation, loadInstallation, validateFiles } from "#config/load.ts";
import { DomainError } from "#domain/errors.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Actor } from "#domain/permission.ts";
import { createEmbeddedEngine } from "#engine/embedded/embedded-engine.ts";
import { createOperations, thaw } from "#operations/index.ts";
import { createGuests } from "#quiesce/guests.ts";
import { openDatabase } from "#store/open-database.ts";
import { createRecords } from "#store/records.ts";
import { openStore } from "#store/store.ts";
import { systemClock } from "#support/clock.ts";
import type { Database } from "#support/database.ts";
import { createLog, type Log } from "#support/log.ts";
import type { Backstage, Session } from "#surfaces/cli/backstage.ts";
import { runCommandLine, type Terminal } from "#surfaces/cli/cli.ts";
import type { CloudPort, GuestPort, Ports } from "#workflows/ports.ts";
import { SNAPSHOT_APPLICATION, snapshotApplication } from "#workflows/snapshot-application.ts";
import { createWindowSlots } from "#workflows/window-slots.ts";

/** The composition root: the only file that knows everybody. */
export async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () =>
      stop.abort(
        new DomainError(
          "interrupted",
          `stopped by ${signal}; what is unfinished goes on when Freezeframe is started again`,
          { next: "freezeframe runs shows it" },
        ),
      ),
    );
  const terminal = {
    out: (text: string) => process.stdout.write(`${text}\n`),
    err: (text: string) => process.stderr.write(`${text}\n`),
    live: process.stderr.isTTY === true,
  };
  return commandLine(argv, terminal, stop.signal);
}

/** One command line on this terminal; returns its exit status. */
export const commandLine = (argv: readonly string[], terminal: Terminal, signal: AbortSignal) =>
  runCommandLine(argv, { terminal, signal, backstage, now: systemClock.now });

/** What the command line is given. The files are read once, when they are first needed. */
function backstage(configPath: string | undefined): Backstage {
  const request = { configPath, cwd: process.cwd(), env: processEnvironment() };
  let loaded: Promise<Installation> | undefined;
  const installation = () => {
    loaded ??= loadInstallation(request);
    return loaded;
  };
  const actor = async (): Promise<Actor> => {
    const { config } = await installation();
    const user = userName();
    return {
      slackId: new Map(Object.entries(config.operators)).get(user),
      name: `${user} on the command line`,
    };
  };
  return {
    actor,
    validate: async () => {
      const findings = await validateFiles(request);
      return { findings, text: formatValidation(findings) };
    },
    open: async () => openSession(await installation()),
    thaw: async (name, signal) => {
      const read = await installation();
      const application = findApplication(read.applications, name);
      return thaw(
        { guests: guestsOf(read), instance: read.config.instance },
        application,
        await actor(),
        signal,
      );
    },
  };
}

/** A user id that no user database knows, as in many containers, is mapped to nobody: it may only read. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user id ${process.getuid?.()}`;
  }
}

async function openSession(installation: Installation): Promise<Session> {
  const { config, applications } = installation;
  await using stack = new AsyncDisposableStack();
  const log = createLog({ level: config.log.level });
  const database = openDatabase(config.store.path, { clock: systemClock });
  stack.defer(() => database.close());
  const clouds = await connectClouds(installation, log);
  for (const cloud of clouds.values()) stack.use(cloud);
  const ports = portsOf(installation, database, clouds);
  const engine = createEmbeddedEngine({
    database,
    clock: systemClock,
    workflows: { [SNAPSHOT_APPLICATION]: (ctx, input) => snapshotApplication(ctx, input, ports) },
    // A window that was open when we were asked to stop ends by its budget; then its evidence is collected.
    closeWithinMs: config.limits.budgetMaxMs + 15_000,
    onError: (runId, error) => log.error({ runId, err: error }, "run ended with an error"),
  });
  stack.defer(() => engine.close());
  const { betweenFreezesMs } = config.limits;
  const operations = createOperations({ engine, ports, applications, betweenFreezesMs });
  const opened = stack.move();
  return {
    operations,
    recover: async () => (await engine.recover()).resumed,
    idle: (signal) => unlessAborted(engine.idle(), signal),
    close: () => opened.disposeAsync(),
  };
}

function portsOf(installation: Installation, database: Database, clouds: Clouds): Ports {
  const { config, applications } = installation;
  const { freeBytes } = database;
  return {
    clock: systemClock,
    instance: config.instance,
    application: (name) => findApplication(applications, name),
    cloud: (name) => cloudNamed(clouds, name),
    guests: guestsOf(installation),
    records: createRecords({ store: openStore(database), clock: systemClock, freeBytes }),
    sign: (text) => createHmac("sha256", config.signingKey.reveal()).update(text).digest("hex"),
    limits: config.limits,
    windowSlots: createWindowSlots(config.limits.windowsAtOnce),
  };
}

/** What is awaited goes on: closing the engine is what stops it. */
function unlessAborted<T>(awaited: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([awaited, aborted.promise]).finally(() => signal.removeEventListener("abort", abort));
}

function guestsOf({ config, paths }: Installation): GuestPort {
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

type Clouds = ReadonlyMap<string, CloudPort & Disposable>;

async function connectClouds({ config }: Installation, log: Log): Promise<Clouds> {
  const all = Object.entries(config.clouds).map(async ([name, cloud]) => {
    const env = processEnvironment();
    const place = {
      cwd: process.cwd(),
      env:
        cloud.clientConfigFile === undefined
          ? env
          : { ...env, OS_CLIENT_CONFIG_FILE: cloud.clientConfigFile },
    };
    const credentials = await readCloud(cloud.cloud, place);
    const reader = cloud.reader === undefined ? undefined : await readCloud(cloud.reader, place);
    return [
      name,
      await connectCloud({ credentials, reader, declared: cloud.backends, clock: systemClock, log }),
    ] as const;
  });
  return new Map(await Promise.all(all));
}

function cloudNamed(clouds: Clouds, name: string): CloudPort {
  const cloud = clouds.get(name);
  if (cloud === undefined)
    throw new DomainError("invalid-input", `no cloud "${name}" in config.yml`, {
      next: `add it under clouds:; known: ${[...clouds.keys()].join(", ")}`,
    });
  return cloud;
}
