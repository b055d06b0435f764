import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs a program to its end; its stdout. Throws with its stderr when it fails. */
export async function command(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(program, args, {
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" },
  });
  return stdout.trim();
}
