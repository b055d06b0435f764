import { readFile } from "node:fs/promises";

/** The most memory that a process has had so far, MB (proc(5), VmHWM in KiB); what it was forked from does not count. */
export async function peakMb(pid: number | "self"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1_024;
}
