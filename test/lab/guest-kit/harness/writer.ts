import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { expect } from "vitest";

/** A process that writes to a file system once; while that is frozen it hangs in the kernel. */
export interface Writer {
  /** Resolves with the milliseconds from now to the end of the write. */
  done(): Promise<number>;
  state(): Promise<string>;
}

export function startWriter(mount: string): Writer {
  const child = spawn("sh", ["-c", 'echo x >"$1/.written" && rm -f "$1/.written"', "sh", mount], {
    stdio: "ignore",
  });
  const ended = exitOf(child);
  return {
    async done() {
      const from = performance.now();
      expect(await ended).toBe(0);
      return performance.now() - from;
    },
    state: () => stateOf(child.pid ?? 0),
  };
}

export const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.on("exit", (code) => resolve(code)));

/** `D` = waits in the kernel, `gone` when there is no such process. */
export async function stateOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ") gone");
  const state = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[0] ?? "";
  return state === "Z" ? "gone" : state;
}

/** A write to each mount hangs. The writers finish when it is thawed. */
export async function expectFrozen(...mounts: string[]): Promise<Writer[]> {
  const writers = mounts.map(startWriter);
  for (const writer of writers) await expect.poll(() => writer.state(), { timeout: 2_000 }).toBe("D");
  // The same after a while: no passing wait for a disk.
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (const writer of writers) expect(await writer.state()).toBe("D");
  return writers;
}

/** A write to each mount goes through within a second. */
export async function expectThawed(...mounts: string[]): Promise<void> {
  for (const mount of mounts) {
    const writer = startWriter(mount);
    await expect.poll(() => writer.state(), { timeout: 1_000, message: `a write to ${mount}` }).toBe("gone");
  }
}

/** How long after now the mounts were writable again. */
export async function thawedAfter(writers: readonly Writer[]): Promise<number> {
  return Math.max(...(await Promise.all(writers.map((writer) => writer.done()))));
}
