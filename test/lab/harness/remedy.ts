import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { type Lab, root } from "./lab.ts";
import type { CloudEntry } from "./open-stack.ts";
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
  const { clouds } = parse(await readFile(cloudsFile, "utf8")) as { clouds: Record<string, CloudEntry> };
  for (const command of commands) {
    const user = command.includes("# as an administrator") ? "admin" : as;
    const auth = clouds[`lab-${user}`]?.auth;
    if (auth === undefined) throw new Error(`${cloudsFile} has no lab-${user}`);
    const env = {
      // What a controller has, as it has it.
      PATH: `${join(root, "lab/tools/controller")}:/usr/bin:/bin`,
      LAB_STATE: state,
      LANG: "C.UTF-8",
      OS_AUTH_URL: auth.auth_url,
      OS_USERNAME: auth.username,
      OS_PASSWORD: auth.password,
      OS_PROJECT_NAME: auth.project_name,
      OS_USER_DOMAIN_ID: "default",
      OS_PROJECT_DOMAIN_ID: "default",
    };
    const { code, stdout, stderr } = await run(["sh", "-c", command], { env });
    if (code !== 0) throw new Error(`${command}: status ${code}: ${stdout}${stderr}`);
  }
}
