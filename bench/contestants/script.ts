import { fileURLToPath } from "node:url";
import { guest } from "../../test/lab/harness/guest.ts";
import type { Lab } from "../../test/lab/harness/lab.ts";
import { start } from "../../test/lab/harness/run.ts";
import { clientEnvironment } from "../lab-user.ts";
import type { Contestant } from "./contestant.ts";
import { deadMan } from "./dead-man.ts";
import type { RivalAccess } from "./rival-access.ts";

/** A script of `rivals/`. One that has not ended after `limitMs` is killed, and the guest thawed for it. */
export function script(lab: Lab, file: string, { sshConfig }: RivalAccess, limitMs: number): Contestant {
  const path = fileURLToPath(new URL(`../rivals/${file}`, import.meta.url));
  return {
    title: file,
    turn: async ({ server, groupId, mounts }, name, signal) => {
      await using _guard = deadMan(server, mounts, limitMs + 30_000);
      const running = start(["bash", path, sshConfig, server, groupId, name, ...mounts], {
        env: {
          PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
          LANG: "C.UTF-8",
          HOME: "/nonexistent",
          ...(await clientEnvironment(lab.cloudsFile)),
        },
        detached: true,
        limitMs: limitMs + 10_000,
      });
      // Its clients too: the script's process group.
      const kill = () => process.kill(-running.pid, "SIGKILL");
      const stop = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
      stop.addEventListener("abort", kill);
      try {
        const { code, stderr } = await running.ended;
        if (code !== 0 && !stop.aborted) throw new Error(`${file} ended with status ${code}: ${stderr}`);
      } finally {
        stop.removeEventListener("abort", kill);
        if (stop.aborted) await guest(server).thaw();
      }
      signal.throwIfAborted();
      return undefined;
    },
  };
}
