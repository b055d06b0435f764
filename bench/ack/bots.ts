import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A process that takes signed commands. */
export interface Listener extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
  /** From spawn to ready, ms. */
  readonly readyMs: number;
}

const bare = fileURLToPath(new URL("bare-bolt.ts", import.meta.url));
const cli = fileURLToPath(new URL("../../bin/freezeframe.js", import.meta.url));

/** Bolt alone. */
export async function startBareBolt(signingSecret: string): Promise<Listener> {
  const begun = performance.now();
  const child = spawn(process.execPath, [bare], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.write(`${signingSecret}\n`);
  const port = await firstLine(child);
  return listener(child, `http://127.0.0.1:${port}/slack/events`, performance.now() - begun);
}

/** The real bot on an installation. It prints its line when it takes requests and has taken up what was unfinished. */
export async function startBot(config: string, url: string): Promise<Listener> {
  const begun = performance.now();
  const child = spawn(process.execPath, [cli, "start", "--config", config], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await firstLine(child);
  return listener(child, url, performance.now() - begun);
}

function listener(child: ChildProcess, url: string, readyMs: number): Listener {
  if (child.pid === undefined) throw new Error("no process");
  return {
    pid: child.pid,
    url,
    readyMs,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("no output");
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error("it ended before it was ready");
}
