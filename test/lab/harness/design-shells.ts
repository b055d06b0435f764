import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import type { Lab } from "./lab.ts";
import type { CloudEntry } from "./open-stack.ts";
import { type Running, start } from "./run.ts";
import { until } from "./until.ts";

/** Terminals in which blocks follow one another, as a person would paste them: one shell each, ended by the first failure. */
export interface Shells extends AsyncDisposable {
  /** What the block printed. Throws with it when a command of it fails. */
  run(who: "admin" | "project", text: string): Promise<string>;
}

export async function designShells({ cloudsFile }: Lab): Promise<Shells> {
  const { clouds } = parse(await readFile(cloudsFile, "utf8")) as { clouds: Record<string, CloudEntry> };
  const open = (name: string): Running => {
    const auth = clouds[name]?.auth;
    if (auth === undefined) throw new Error(`${cloudsFile} has no ${name}`);
    const env = {
      PATH: "/usr/bin:/bin",
      LANG: "C.UTF-8",
      OS_AUTH_URL: auth.auth_url,
      OS_USERNAME: auth.username,
      OS_PASSWORD: auth.password,
      OS_PROJECT_NAME: auth.project_name,
      OS_USER_DOMAIN_ID: "default",
      OS_PROJECT_DOMAIN_ID: "default",
    };
    return start(["bash", "-e"], { env, keepInput: true, limitMs: 1_500_000 });
  };
  const shells = { admin: open("lab-admin"), project: open("lab-bot") };
  return {
    run: async (who, text) => {
      const shell = shells[who];
      const before = shell.stdout().length;
      const end = `end-${randomUUID()}`;
      shell.child.stdin?.write(`${text}\necho ${end}\n`);
      const failed = shell.ended.then(({ stdout, stderr, code }) => {
        throw new Error(`${text}\nended with ${code}:\n${stdout.slice(before)}${stderr.slice(-2_000)}`);
      });
      const printed = until(
        `the end of\n${text}`,
        async () => (shell.stdout().slice(before).includes(end) ? shell.stdout().slice(before) : undefined),
        600_000,
      );
      return (await Promise.race([printed, failed])).replace(`${end}\n`, "");
    },
    [Symbol.asyncDispose]: async () => {
      for (const shell of Object.values(shells)) shell.child.stdin?.end();
      await Promise.allSettled(Object.values(shells).map(({ ended }) => ended));
    },
  };
}
