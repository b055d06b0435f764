import { commandLine } from "#main.ts";
import type { ApplicationDir } from "./application-dir.ts";
import { type VerbAnswer, verbAnswer } from "./verb.ts";

/** Longer than any wait of Freezeframe's that a test has to see the end of. */
const LIMIT_MS = 300_000;

/**
 * The same as {@link verb} in this process, which costs a busy machine a tenth. For what is made ready, and for what no signal has
 * to end.
 */
export async function verbHere(dir: ApplicationDir, ...args: readonly string[]): Promise<VerbAnswer> {
  const said = { stdout: "", stderr: "" };
  const terminal = {
    out: (text: string) => {
      said.stdout += `${text}\n`;
    },
    err: (text: string) => {
      said.stderr += `${text}\n`;
    },
    live: false,
  };
  const argv = [...args, "--json", "--config", dir.config];
  const code = await commandLine(argv, terminal, AbortSignal.timeout(LIMIT_MS));
  return verbAnswer({ code, signal: undefined, ...said });
}
