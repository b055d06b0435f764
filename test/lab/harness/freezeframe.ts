import { join } from "node:path";
import type { ApplicationDir } from "./application-dir.ts";
import { root } from "./lab.ts";
import { type Ran, type Running, start } from "./run.ts";

export interface FreezeframeOptions {
  readonly dir: ApplicationDir;
  readonly env?: Readonly<Record<string, string>>;
  readonly limitMs?: number;
  /** A module that is loaded before it. */
  readonly preload?: string;
}

/** Runs the command line as its own process: `freezeframe(["snapshot", "orders-db", "--json"], { dir })`. */
export const freezeframe = (args: readonly string[], options: FreezeframeOptions): Promise<Ran> =>
  startFreezeframe(args, options).ended;

/** The same, for a test that does something to the process meanwhile. */
export function startFreezeframe(
  args: readonly string[],
  { dir, env = {}, limitMs = 90_000, preload }: FreezeframeOptions,
): Running {
  const before = preload === undefined ? [] : ["--import", preload];
  return start([process.execPath, ...before, join(root, "bin/freezeframe.js"), ...args], {
    cwd: dir.path,
    // Nothing of the caller's: OS_* and FREEZEFRAME_* would change what is tested.
    env: {
      PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
      HOME: dir.path,
      LANG: "C.UTF-8",
      FREEZEFRAME_CONFIG: dir.config,
      ...env,
    },
    limitMs,
  });
}
