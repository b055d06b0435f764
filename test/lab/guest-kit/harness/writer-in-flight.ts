import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect } from "vitest";
import { exitOf, stateOf } from "./writer.ts";

const program = new URL("slow-writer.py", import.meta.url).pathname;

/**
 * A write that has begun and does not end until it is told to: a freeze of that file system waits for it. It goes with the test,
 * so that nothing waits for ever after one that has failed.
 */
export async function writerInFlight(mount: string): Promise<{ finish(): Promise<void> } & Disposable> {
  const child = spawn("/usr/bin/python3", [program, join(mount, ".in-flight")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = exitOf(child);
  await once(child.stdout, "data");
  // It says so just before it waits for the pipe.
  await expect.poll(() => stateOf(child.pid ?? 0)).toBe("S");
  return {
    async finish() {
      child.stdin.end("go\n");
      expect(await ended).toBe(0);
    },
    [Symbol.dispose]: () => void child.kill("SIGKILL"),
  };
}
