import { execFile } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export interface Run {
  readonly id: string;
  readonly workflow: string;
  readonly state: string;
  readonly result?: { readonly outcome?: string };
}

const cli = fileURLToPath(new URL("../../bin/freezeframe.js", import.meta.url));
const run = promisify(execFile);
const MOST = 1_000;
const TRIES = 24;
const BETWEEN_MS = 5_000;

/** What the running bot says of its newest runs, once they have ended: after the thaw evidence is still collected. */
export async function askRuns(config: string, count: number, signal: AbortSignal): Promise<readonly Run[]> {
  for (let tried = 1; ; tried++) {
    const argv = ["runs", "--limit", `${Math.min(MOST, count)}`, "--json", "--config", config];
    const { stdout } = await run(process.execPath, [cli, ...argv], { maxBuffer: 1 << 30, signal });
    const { result: runs } = JSON.parse(stdout) as { readonly result: readonly Run[] }; // our own answer
    const going = runs.filter(({ state }) => state === "running" || state === "queued");
    if (going.length === 0 || tried === TRIES) return runs;
    await wait(BETWEEN_MS, undefined, { signal });
  }
}
