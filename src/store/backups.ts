import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { backupName, backupTime, type StoreBackup } from "#domain/store-backup.ts";
import type { Clock } from "#support/clock.ts";
import type { Database } from "#support/database.ts";
import { backUp } from "./back-up.ts";
import type { KnownSchemas } from "./check-store-file.ts";

/** Freeze windows of this process. */
interface Windows {
  readonly open: number;
  /** Resolves when none is open. */
  closed(): Promise<void>;
}

interface BackupsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly known: KnownSchemas;
  readonly windowSlots: Windows;
  /** Where those go that name no file. */
  readonly directory: string;
  /** Absent: none is made by schedule. `everyMs` between two, `keep` of them stay. */
  readonly schedule?: { readonly everyMs: number; readonly keep: number } | undefined;
}

/** From the moment that somebody asks: windows of many applications may follow one another. */
const WITHIN_MS = 15 * 60_000;

/** One backup at a time. What is due is read off the directory itself, so a restart forgets nothing. */
export function createBackups(options: BackupsOptions) {
  const { database, clock, known, windowSlots, directory, schedule } = options;
  const quiet = (signal: AbortSignal) => untilClosed(windowSlots, signal);
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = last.then(act, act);
    last = turn.catch(() => undefined);
    return turn;
  };
  const make = (file: string | undefined, signal: AbortSignal) => {
    if (file === undefined) mkdirSync(directory, { recursive: true, mode: 0o700 });
    const target = file ?? join(directory, backupName(clock.now()));
    const until = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
    return backUp(database, target, { clock, known, quiet }, until);
  };
  return {
    backUp: (file: string | undefined, signal: AbortSignal): Promise<StoreBackup> =>
      inTurn(() => make(file, signal)),
    backUpIfDue: (signal: AbortSignal): Promise<StoreBackup | undefined> =>
      inTurn(async () => {
        if (schedule === undefined || !isDue(directory, schedule.everyMs, clock.now())) return undefined;
        const made = await make(undefined, signal);
        for (const { name } of scheduled(directory).slice(schedule.keep)) rmSync(join(directory, name));
        return made;
      }),
  };
}

/** Newest first. Files of other names are nobody's business here. */
function scheduled(directory: string): { readonly name: string; readonly at: number }[] {
  return readdirSync(directory)
    .flatMap((name) => {
      const at = backupTime(name);
      return at === undefined ? [] : [{ name, at }];
    })
    .sort((a, b) => b.at - a.at);
}

/** One that seems to come from the future was made before somebody set the clock: it does not count. */
function isDue(directory: string, everyMs: number, now: number): boolean {
  try {
    const newest = scheduled(directory).find(({ at }) => at <= now);
    return newest === undefined || now - newest.at >= everyMs;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return true;
    throw cause;
  }
}

async function untilClosed(windowSlots: Windows, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener("abort", abort, { once: true });
  try {
    while (windowSlots.open > 0) await Promise.race([windowSlots.closed(), aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
