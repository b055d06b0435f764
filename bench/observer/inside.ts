import { readFileSync } from "node:fs";
import { join } from "node:path";
import { labState } from "../../test/lab/harness/lab.ts";

/** The command that runs a program as root inside a guest of the lab, past its sshd: namespaces are entered from here. */
export function inside(server: string, argv: readonly string[]): string[] {
  const init = readFileSync(join(labState(), "run", `guest-${server}.init`), "utf8").trim();
  return ["nsenter", "--target", init, "--mount", "--uts", "--ipc", "--pid", "--", ...argv];
}
