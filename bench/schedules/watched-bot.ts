import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { residentMb } from "../ack/process-cost.ts";

interface Late {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

/** How late the bot's timers were since it was told to begin. */
export interface LoopDelay {
  readonly late: Late;
  /** That part of it in which the bot's thread itself was on the CPU. */
  readonly own: Late;
  /** Share of the time in which its thread had something to do. */
  readonly utilization: number;
}

export interface WatchedBot extends AsyncDisposable {
  readonly pid: number;
  begin(): void;
  delay(): Promise<LoopDelay>;
  /** Resident memory, MB, the most that was seen so far. */
  mostMb(): number;
}

const cli = fileURLToPath(new URL("../../bin/freezeframe.js", import.meta.url));
const watch = new URL("loop-watch.ts", import.meta.url).href;
const SAMPLE_MS = 500;

/** The real bot on an installation, with one more module that watches its event loop. */
export async function startWatchedBot(config: string): Promise<WatchedBot> {
  const child = spawn(process.execPath, ["--import", watch, cli, "start", "--config", config], {
    stdio: ["ignore", "pipe", "ignore", "ipc"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("no process");
  await firstLine(child);
  let most = 0;
  const sampling = setInterval(async () => {
    most = Math.max(most, await residentMb(pid).catch(() => 0));
  }, SAMPLE_MS);
  return {
    pid,
    begin: () => child.send("begin"),
    delay: async () => {
      const answered = once(child, "message");
      child.send("read");
      const [delay] = await answered;
      return delay;
    },
    mostMb: () => most,
    [Symbol.asyncDispose]: async () => {
      clearInterval(sampling);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}

async function firstLine({ stdout }: ChildProcess): Promise<void> {
  if (stdout === null) throw new Error("no output");
  for await (const _line of createInterface({ input: stdout })) {
    // It goes on talking: nobody may be kept waiting by a full pipe.
    stdout.resume();
    return;
  }
  throw new Error("it ended before it was ready: run it by hand with this config to see why");
}
