import { fileURLToPath } from "node:url";
import { guest } from "../../test/lab/harness/guest.ts";
import type { Lab } from "../../test/lab/harness/lab.ts";
import { start } from "../../test/lab/harness/run.ts";
import { rivalEnvironment } from "../lab-user.ts";
import type { Contestant } from "./contestant.ts";
import { deadMan } from "./dead-man.ts";
import type { RivalAccess } from "./rival-access.ts";

/** A script of `rivals/`. One that has not ended after `limitMs` is killed, and the guest thawed for it. */
export function script(lab: Lab, file: string, { sshConfig }: RivalAccess, limitMs: number): Contestant {
  const path = fileURLToPath(new URL(`../rivals/${file}`, import.meta.url));
  return {
    turn: async ({ server, groupId, mounts }, name, signal) => {
      await using _guard = deadMan(server, mounts, limitMs + 30_000);
      const running = start(["bash", path, sshConfig, server, groupId, name, ...mounts], {
        env: {
          PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
          LANG: "C.UTF-8",
          HOME: "/nonexistent",
          ...(await rivalEnvironment(lab.cloudsFile)),
        },
        detached: true,
        limitMs: limitMs + 10_000,
      });
      const kill = () => killGroup(running.pid);
      const stop = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
      stop.addEventListener("abort", kill);
      const { code, stderr } = await running.ended.finally(() => stop.removeEventListener("abort", kill));
      // A script that did not end well may have left the guest frozen; a thaw of what is not frozen does nothing.
      if (code !== 0) await guest(server).thaw();
      if (code !== 0 && !stop.aborted) throw new Error(`${file} ended with status ${code}: ${stderr}`);
      signal.throwIfAborted();
      return undefined;
    },
  };
}

/** The script and its clients. */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // They have all just ended.
  }
}
