import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { z } from "zod";
import { type Clock, toIso } from "#support/clock.ts";

/**
 * Who has the store open, for the sentence that a refused process prints. The side file is words, never a lock: SQLite's
 * lock alone decides, and a stale file left by a kill is overwritten by the next owner.
 */
const Owner = z.object({ pid: z.number().int().positive(), host: z.string(), since: z.string() });

/** Called by the process that has the lock. */
export function recordOwner(database: string, clock: Clock): void {
  const owner = { pid: process.pid, host: hostname(), since: toIso(clock.now()) };
  const draft = `${sideFile(database)}.new`;
  writeFileSync(draft, `${JSON.stringify(owner)}\n`, { mode: 0o600 });
  renameSync(draft, sideFile(database));
}

/** Called while the lock is still held, so that a next owner's words are never removed. */
export function forgetOwner(database: string): void {
  rmSync(sideFile(database), { force: true });
}

/** `process 4711 on bot-1, since 2026-11-23T10:42:07.310Z`. Called by a process that was refused. */
export function describeOwner(database: string): string {
  const owner = readOwner(database);
  if (owner === undefined) return "another process (it has not said yet which one)";
  return `process ${owner.pid} on ${owner.host}, since ${owner.since}`;
}

function readOwner(database: string): z.infer<typeof Owner> | undefined {
  try {
    const owner = Owner.parse(JSON.parse(readFileSync(sideFile(database), "utf8")));
    // The words of a killed predecessor: the one who has the lock now has not written its own yet.
    return owner.host === hostname() && !isAlive(owner.pid) ? undefined : owner;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

const sideFile = (database: string): string => `${database}.owner`;
