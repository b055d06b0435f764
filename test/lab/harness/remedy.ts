import { join } from "node:path";
import { clientEnvironment } from "./client-environment.ts";
import { type Lab, root } from "./lab.ts";
import { run } from "./run.ts";

/**
 * Runs commands that Freezeframe printed, word for word, in a shell: as the project's user, and those that say so (or all,
 * with `as`) as the administrator. Throws when one fails.
 */
export async function runRemedy(
  { cloudsFile, state }: Lab,
  commands: readonly string[],
  as: "bot" | "admin" = "bot",
): Promise<void> {
  for (const command of commands) {
    const user = command.includes("# as an administrator") ? "admin" : as;
    const env = {
      // What a controller has, as it has it.
      PATH: `${join(root, "lab/tools/controller")}:/usr/bin:/bin`,
      LAB_STATE: state,
      LANG: "C.UTF-8",
      ...(await clientEnvironment(cloudsFile, `lab-${user}`)),
    };
    const { code, stdout, stderr } = await run(["sh", "-c", command], { env });
    if (code !== 0) throw new Error(`${command}: status ${code}: ${stdout}${stderr}`);
  }
}
