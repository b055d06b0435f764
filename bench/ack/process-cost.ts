import { readdir, readFile } from "node:fs/promises";

/** CPU time that all threads of a process have had, ms (proc(5), schedstat: nanoseconds on the CPU). */
export async function cpuMs(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`);
  const times = await Promise.all(
    threads.map(async (thread) => {
      // A thread that ended in between has been counted by nobody: it is one of a pool, and idle.
      const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8").catch(() => "0");
      return Number(text.split(" ")[0]) / 1e6;
    }),
  );
  return times.reduce((sum, ms) => sum + ms, 0);
}

/** Resident memory, MB (proc(5), VmRSS in KiB). */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1_024;
}
