import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

export interface Ran {
  /** Exit status; undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Resolves when it has ended, however. */
  readonly ended: Promise<Ran>;
  /** All of stdout so far. */
  stdout(): string;
  stderr(): string;
}

export interface StartOptions extends SpawnOptions {
  readonly limitMs?: number;
  readonly input?: string;
  /** Leaves stdin open: the test ends it through `child.stdin`. */
  readonly keepInput?: boolean;
}

/** Starts a program and collects what it says; after `limitMs` it is killed. */
export function start(argv: readonly string[], options: StartOptions = {}): Running {
  const [program = "", ...args] = argv;
  const { limitMs = 60_000, input = "", keepInput = false, ...spawnOptions } = options;
  const child = spawn(program, args, { ...spawnOptions, stdio: ["pipe", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  }
  child.stdin.on("error", () => undefined);
  if (!keepInput) child.stdin.end(input);
  const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code: code ?? undefined, signal: signal ?? undefined, ...said });
    });
  });
  return { child, pid: child.pid ?? 0, ended, stdout: () => said.stdout, stderr: () => said.stderr };
}

export const run = (...[argv, options]: Parameters<typeof start>): Promise<Ran> => start(argv, options).ended;
