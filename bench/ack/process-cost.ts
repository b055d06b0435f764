import { readdir, readFile } from "node:fs/promises";

/** What the threads of a process have had of the CPUs. */
export interface CpuUse {
  /** The thread of the event loop, ms. */
  readonly mainMs: number;
  /** All others, ms: those that carry out file operations, and V8's. */
  readonly othersMs: number;
  /** How often one of them was put on a CPU. */
  readonly turns: number;
}

/** Of all threads since each began (proc(5), schedstat: nanoseconds on the CPU, nanoseconds of waiting, turns). */
export async function cpuUse(pid: number): Promise<CpuUse> {
  const threads = await readdir(`/proc/${pid}/task`);
  const uses = await Promise.all(
    threads.map(async (thread) => {
      // A thread that ended in between has been counted by nobody: it is one of a pool, and idle.
      const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8").catch(() => "0 0 0");
      const [nanoseconds = 0, , turns = 0] = text.split(" ").map(Number);
      return { isMain: thread === String(pid), ms: nanoseconds / 1e6, turns };
    }),
  );
  const msOf = (main: boolean) =>
    uses.filter(({ isMain }) => isMain === main).reduce((sum, { ms }) => sum + ms, 0);
  return {
    mainMs: msOf(true),
    othersMs: msOf(false),
    turns: uses.reduce((sum, { turns }) => sum + turns, 0),
  };
}

export const cpuMs = async (pid: number): Promise<number> => {
  const { mainMs, othersMs } = await cpuUse(pid);
  return mainMs + othersMs;
};

/** Resident memory, MB (proc(5), VmRSS in KiB). */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1_024;
}
