import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guest } from "../../test/lab/harness/guest.ts";
import type { Lab } from "../../test/lab/harness/lab.ts";
import { run } from "../../test/lab/harness/run.ts";
import type { Target } from "../target.ts";

/** How the rivals' scripts get into the guests: as root with a key of their own, which is taken away again. */
export interface RivalAccess extends AsyncDisposable {
  /** For `ssh -F`; a target's host is named as its server. */
  readonly sshConfig: string;
}

const MARK = "freezeframe-bench";

export async function rivalAccess(lab: Lab, targets: readonly Target[]): Promise<RivalAccess> {
  const folder = await mkdtemp(join(tmpdir(), "freezeframe-bench-"));
  const key = join(folder, "key");
  await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", MARK, "-f", key]);
  const publicKey = await readFile(`${key}.pub`, "utf8");
  for (const { server } of targets) {
    const script = "umask 077; mkdir -p /root/.ssh; cat >>/root/.ssh/authorized_keys";
    const { code, stderr } = await guest(server).exec(["bash", "-c", script], { input: publicKey });
    if (code !== 0) throw new Error(`no key into guest ${server}: ${stderr}`);
  }
  const sshConfig = join(folder, "config");
  await writeFile(
    sshConfig,
    targets.map((target) => hostEntry(target, key, join(lab.freezeframe, "known_hosts"))).join(""),
  );
  return {
    sshConfig,
    [Symbol.asyncDispose]: async () => {
      for (const { server } of targets)
        await guest(server).sh(`sed -i '/${MARK}$/d' /root/.ssh/authorized_keys`);
      await rm(folder, { recursive: true });
    },
  };
}

const hostEntry = ({ server, sshPort }: Target, key: string, knownHosts: string) => `Host ${server}
  HostName 127.0.0.1
  Port ${sshPort}
  User root
  IdentityFile ${key}
  IdentitiesOnly yes
  BatchMode yes
  StrictHostKeyChecking yes
  UserKnownHostsFile ${knownHosts}
`;
