import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../bin/freezeframe.js", import.meta.url));

/** Longest wait for the bot to be ready, or to be gone after SIGTERM. */
const PATIENCE_MS = 60_000;

/** `freezeframe start`, the real one, as a process of its own. */
export interface Bot extends AsyncDisposable {
  readonly pid: number;
  /** From the start of the process to its word that it is ready. */
  readonly readyMs: number;
  /** Resolves with the exit status when the process is gone, by whatever hand; undefined: a signal ended it. */
  readonly gone: Promise<number | undefined>;
  /** As a crash does. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM. Returns the exit status; undefined: a signal ended it. */
  stop(): Promise<number | undefined>;
}

/**
 * Resolves when the bot says that it is ready. Throws what it said when it ends before. The signal is its SIGTERM; `env` is
 * added to its environment.
 */
export async function startBot(
  config: string,
  signal: AbortSignal,
  env: Readonly<Record<string, string>> = {},
): Promise<Bot> {
  const start = performance.now();
  const child = spawn(process.execPath, [cli, "start", "--config", config], {
    stdio: ["ignore", "pipe", "pipe"],
    // biome-ignore lint/style/noProcessEnv: what it inherits, and what is added
    env: { ...process.env, ...env },
    signal,
  });
  // An abort is an error, too: of a process that is waited for anyway.
  child.on("error", () => undefined);
  const gone = new Promise<number | undefined>((ended) =>
    child.on("exit", (status) => ended(status ?? undefined)),
  );
  try {
    await ready(child, gone);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  const stop = async () => {
    child.kill("SIGTERM");
    const hard = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    const status = await gone;
    clearTimeout(hard);
    return status;
  };
  return {
    pid: child.pid ?? 0,
    readyMs: performance.now() - start,
    gone,
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}

function ready(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  let said = "";
  return new Promise((done, failed) => {
    const late = setTimeout(() => failed(new Error(`the bot was not ready in time:\n${said}`)), PATIENCE_MS);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        said = (said + text).slice(-10_000);
        if (!/ is ready: /.test(said)) return;
        clearTimeout(late);
        done();
      });
    }
    child.on("error", failed);
    gone.then(() => failed(new Error(`the bot ended before it was ready:\n${said}`))).catch(failed);
  });
}

/** What the command line answers beside the running bot, with --json. */
export async function ask<T>(config: string, args: readonly string[]): Promise<T> {
  const child = spawn(process.execPath, [cli, ...args, "--json", "--config", config], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: PATIENCE_MS,
  });
  let output = "";
  let complaints = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  await new Promise<void>((ended, failed) => {
    child.on("error", failed);
    child.on("close", () => ended());
  });
  const { result } = JSON.parse(output || "{}") as { result?: T };
  if (result === undefined) throw new Error(`freezeframe ${args.join(" ")} answered ${output}${complaints}`);
  return result;
}
