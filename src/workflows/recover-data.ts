import type { CanaryReading } from "#domain/canary/reading.ts";
import { DomainError } from "#domain/errors.ts";
import { checkSorting } from "#domain/restore/collation.ts";
import type { DataReading } from "#domain/restore/reading.ts";
import { RecoveryFailure } from "#domain/restore/recovery-failure.ts";
import type { CheckResult } from "#domain/restore/report.ts";
import { pause } from "#support/pause.ts";
import { checkData, type Told } from "./check-data.ts";
import type { RecoverySession } from "./recovery-port.ts";
import type { RestoreRun } from "./restore-run.ts";

/** What was seen of the data on the recovery server. JSON. */
export type ReadBack = {
  /** Absent: there is none, or it did not come to that. */
  readonly database?: { readonly ok: boolean; readonly at: number; readonly text: string };
  readonly checks: CheckResult[];
  /** What of it the data says, and what nobody could do. */
  readonly reading: DataReading;
  readonly endedAt: number;
  /** What could not be done, which is not a check that says no. */
  readonly problem?: string;
};

interface Volume {
  readonly role: string;
  readonly volumeId: string;
}

/** How long the server gets to stop the database and unmount, also after a cancel; ms. */
const STOP_MS = 200_000;

/**
 * One session with the recovery kit, from finding the disks to having everything stopped and unmounted again, so that the
 * volumes may be detached. Throws only what the signal is aborted with; everything else is in the result. Ran twice: the
 * server has undone what a dead session left, and the second begins anew.
 */
export async function recoverData(
  run: RestoreRun,
  volumes: readonly Volume[],
  signal: AbortSignal,
  told: Told,
  open: (signal: AbortSignal) => Promise<RecoverySession> = (until) => openServer(run, until),
): Promise<ReadBack> {
  const { clock, restoreLimits } = run.ports;
  const until = AbortSignal.any([signal, AbortSignal.timeout(restoreLimits.recoverWithinMs)]);
  const seen: Seen = { checks: [], disksFound: false, notDone: [] };
  const late = `not done within ${restoreLimits.recoverWithinMs / 1_000} s`;
  try {
    await using session = await open(until);
    await read(run, session, volumes, { seen, until, told }).catch((cause: unknown) => {
      seen.problem = until.aborted ? late : messageOf(cause);
    });
    told("stopping the database");
    // Also after a cancel: nothing can be detached before.
    await session.stop(AbortSignal.timeout(STOP_MS));
  } catch (cause) {
    // What came first says more.
    seen.problem ??= until.aborted ? late : messageOf(cause);
  }
  signal.throwIfAborted();
  const { database, checks, problem } = seen;
  return {
    ...(database === undefined ? {} : { database }),
    checks,
    ...(problem === undefined ? {} : { problem }),
    reading: readingOf(seen),
    endedAt: clock.now(),
  };
}

interface Seen {
  database?: ReadBack["database"] & object;
  checks: CheckResult[];
  problem?: string;
  disksFound: boolean;
  recoveryFailed?: true;
  notDone: string[];
  log?: readonly string[];
  canary?: CanaryReading[] | undefined;
}

function readingOf(seen: Seen): DataReading {
  const { checks, problem, disksFound, recoveryFailed, notDone, log = [] } = seen;
  const refuted = checks.some(({ passed, undone }) => !passed && undone !== true);
  const saysNo = recoveryFailed === true ? "recovery" : refuted ? "checks" : undefined;
  return {
    disksFound,
    ...(saysNo === undefined ? {} : { saysNo }),
    undone: [
      ...new Set([
        ...notDone,
        ...checks.filter(({ undone }) => undone === true).map(({ check, text }) => `${check}: ${text}`),
        ...(problem === undefined ? [] : [problem]),
      ]),
    ],
    ...(seen.canary === undefined ? {} : { canary: seen.canary }),
    ...(log.length === 0 ? {} : { databaseLog: [...log] }),
  };
}

/** Who is in the way is nothing to be mended in the cloud or the manifest: what to do about it is told as well. */
function messageOf(cause: unknown): string {
  if (!(cause instanceof DomainError)) throw cause;
  const { kind, message, next } = cause;
  return kind === "busy" && next !== undefined ? `${message}. ${next}` : message;
}

function openServer({ plan, ports, runId }: RestoreRun, signal: AbortSignal): Promise<RecoverySession> {
  const { recovery, recoveryServers, instance } = ports;
  const entry = recoveryServers.find((one) => one.name === plan.server?.name && one.cloud === plan.cloud);
  if (entry === undefined)
    throw new DomainError("refused", `config lists no recovery server ${plan.server?.name ?? ""} any more`);
  return recovery.open(entry.address, { runId, instance }, signal);
}

/** Stops at the first thing that makes the rest worthless. */
async function read(
  run: RestoreRun,
  session: RecoverySession,
  volumes: readonly Volume[],
  { seen, until, told }: { seen: Seen; until: AbortSignal; told: Told },
): Promise<void> {
  const { plan } = run;
  told("finding the disks");
  if (!(await findAll(run, session, volumes, { seen, until, told }))) return;
  told("checking file systems");
  const roles = volumes.map(({ role }) => role);
  for (const { role, clean, text, replayed } of await session.checkFilesystems(roles, until))
    seen.checks.push({
      check: `file system ${role}`,
      passed: clean,
      text: `${clean ? "clean" : "damaged"}${replayed ? ", journal replayed" : ""}${text === "" ? "" : `: ${text}`}`,
      readsData: false,
    });
  if (seen.checks.some(({ passed }) => !passed)) return;
  const mounts = new Map(plan.volumes.map(({ role, mount }) => [role, mount]));
  await session.mount(
    roles.map((role) => ({ role, mount: mounts.get(role) })),
    until,
  );
  if (plan.canary !== undefined) seen.canary = await canaryOf(session, plan.canary, until);
  const needs = plan.postgresql ?? plan.mariadb;
  if (needs !== undefined && !(await start(run, session, { seen, until, told }))) return;
  seen.checks.push(...(await checkData(plan.checks, session, until, told)));
}

/** What a canary wrote is beside the data: that it cannot be read keeps nobody from reading the data. */
async function canaryOf(
  session: RecoverySession,
  roles: readonly string[],
  signal: AbortSignal,
): Promise<CanaryReading[] | undefined> {
  try {
    return await session.readCanary(roles, signal);
  } catch (cause) {
    if (!(cause instanceof DomainError) || cause.kind === "unreachable" || signal.aborted) throw cause;
    return undefined;
  }
}

/** A disk that is there and holds nothing is found, too: where a file system was mounted, the data says no. */
async function findAll(
  run: RestoreRun,
  session: RecoverySession,
  volumes: readonly Volume[],
  { seen, until, told }: { seen: Seen; until: AbortSignal; told: Told },
): Promise<boolean> {
  const { plan } = run;
  try {
    await findInTurn(run, session, volumes, { until, told });
  } catch (cause) {
    if (!(cause instanceof RecoveryFailure) || !cause.saysNo) throw cause;
    const { role } = cause;
    if (!plan.volumes.some((volume) => volume.role === role && volume.mount !== undefined)) throw cause;
    const check = `file system ${role}`;
    seen.checks.push({ check, passed: false, text: cause.message, readsData: false });
  }
  seen.disksFound = true;
  return seen.checks.length === 0;
}

/** A recovery server reads for one run at a time. Nothing was touched when it says `busy`. */
async function findInTurn(
  { ports, givesWay }: RestoreRun,
  session: RecoverySession,
  volumes: readonly Volume[],
  { until, told }: { until: AbortSignal; told: Told },
): Promise<void> {
  for (;;) {
    try {
      await session.find(volumes, until);
      return;
    } catch (cause) {
      if (!(cause instanceof DomainError) || cause.kind !== "busy" || givesWay === true) throw cause;
      told(`waiting: ${cause.message}`);
    }
    await pause(ports.restoreLimits.pollMs, until);
  }
}

/** Is it running, and does it read the data as the source did? */
async function start(
  run: RestoreRun,
  session: RecoverySession,
  { seen, until, told }: { seen: Seen; until: AbortSignal; told: Told },
): Promise<boolean> {
  const { ports } = run;
  told("recovering the database");
  try {
    return await (run.plan.mariadb === undefined
      ? startPostgresql(run, session, seen, until)
      : startMariadb(run, session, seen, until));
  } catch (cause) {
    if (!(cause instanceof DomainError) || until.aborted) throw cause;
    seen.database = { ok: false, at: ports.clock.now(), text: cause.message };
    if (cause instanceof RecoveryFailure) seen.log = cause.log;
    if (cause instanceof RecoveryFailure && cause.saysNo) seen.recoveryFailed = true;
    else seen.notDone.push(cause.message);
    return false;
  }
}

async function startPostgresql(
  { plan, ports }: RestoreRun,
  session: RecoverySession,
  seen: Seen,
  until: AbortSignal,
): Promise<boolean> {
  const { cluster, dataRole, major } = plan.postgresql ?? { cluster: "" };
  const found = await session.startPostgresql({ cluster, dataRole }, until);
  const expected = major === undefined || major === found.major;
  const replay = found.replayed ? `WAL replayed in ${found.recoveredMs} ms` : "no WAL to replay";
  const text = expected
    ? `PostgreSQL ${found.version} answers, ${replay}`
    : `the data is of PostgreSQL ${found.version}, the point says ${major}`;
  seen.database = { ok: expected, at: ports.clock.now(), text };
  if (!expected) seen.recoveryFailed = true;
  // A search through an index that another library sorts otherwise misses rows that are there.
  const sorting = checkSorting(plan.postgresql?.sorting, session.facts, found.collations);
  const another = sorting.passed ? {} : { undone: true };
  seen.checks.push({ check: "collation library", readsData: false, ...sorting, ...another });
  return expected && sorting.passed;
}

/** MariaDB brings its collations with it, and the kit has refused data of another series. */
async function startMariadb(
  { plan, ports }: RestoreRun,
  session: RecoverySession,
  seen: Seen,
  until: AbortSignal,
): Promise<boolean> {
  const { name, series, dataRole } = plan.mariadb ?? { name: "" };
  const found = await session.startMariadb({ name, series, dataRole }, until);
  const replay = found.replayed ? `redo log applied in ${found.recoveredMs} ms` : "no redo log to apply";
  seen.database = { ok: true, at: ports.clock.now(), text: `MariaDB ${found.version} answers, ${replay}` };
  return true;
}
