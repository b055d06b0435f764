import { randomUUID } from "node:crypto";
import { clientEnvironment } from "./client-environment.ts";
import type { Lab } from "./lab.ts";
import { type Running, start } from "./run.ts";
import { until } from "./until.ts";

/** Terminals in which blocks follow one another, as a person would paste them: one shell each, ended by the first failure. */
export interface Shells extends AsyncDisposable {
  /** What the block printed. Throws with it when a command of it fails. */
  run(who: "admin" | "project", text: string): Promise<string>;
}

export async function designShells({ cloudsFile }: Lab): Promise<Shells> {
  const open = async (name: "lab-admin" | "lab-bot"): Promise<Running> => {
    const env = { PATH: "/usr/bin:/bin", LANG: "C.UTF-8", ...(await clientEnvironment(cloudsFile, name)) };
    return start(["bash", "-e"], { env, keepInput: true, limitMs: 1_500_000 });
  };
  const shells = { admin: await open("lab-admin"), project: await open("lab-bot") };
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
