import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { violationsOf } from "./violations.ts";

/** How one life ends early: at one of its own writes, or killed from outside at some time. */
export type Kill =
  | { readonly moment: "before" | "inside" | "after" | "durable"; readonly write: number }
  | { readonly afterMs: number };

interface Outcome {
  /** Lives that were killed before they could finish. */
  readonly killed: number;
  /** What must not be; empty when all is well. */
  readonly violations: readonly string[];
}

const worker = fileURLToPath(new URL("worker.ts", import.meta.url));
const lifeLimitMs = 60_000;

/**
 * Lives through `kills`, one life each, then lets the process finish, and judges the outcome by the outside ledger.
 * `root` is the caller's own temporary directory.
 */
export async function live(root: string, kills: readonly Kill[]): Promise<Outcome> {
  const directory = await mkdtemp(join(root, "lives-"));
  try {
    let killed = 0;
    for (const kill of [...kills, undefined]) {
      const life = await oneLife(root, [directory], kill);
      if (!life.killed) return { killed, violations: await judge(directory, life.report) };
      killed += 1;
    }
    return { killed, violations: ["the last life ended by a kill that nobody ordered, or hung"] };
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** What the ledger of a directory says against the worker's line of report. */
export async function judge(directory: string, report: string): Promise<string[]> {
  return violationsOf(await readFile(join(directory, "ledger"), "utf8"), report);
}

/** One process on these directories, one after the other. Throws when it ends in any other way than well or killed. */
export async function oneLife(
  root: string,
  directories: readonly string[],
  kill?: Kill,
  program = worker,
): Promise<{ killed: boolean; report: string }> {
  const where = kill !== undefined && "moment" in kill ? [`--kill=${kill.moment}:${kill.write}`] : [];
  const child = spawn(process.execPath, [program, ...where, ...directories], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { NODE_COMPILE_CACHE: join(root, "compile-cache") },
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const limit = new AbortController();
  const killer = killLater(
    child,
    kill !== undefined && "afterMs" in kill ? kill.afterMs : lifeLimitMs,
    limit.signal,
  );
  const [code, signal]: unknown[] = await once(child, "exit");
  limit.abort();
  await killer;
  const [report, stderr] = await output;
  if (signal !== "SIGKILL" && code !== 0) throw new Error(`a life ended with ${code}: ${stderr}`);
  return { killed: signal === "SIGKILL", report };
}

async function killLater(child: ChildProcess, ms: number, cancelled: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal: cancelled }).then(
    () => child.kill("SIGKILL"),
    () => undefined,
  );
}
