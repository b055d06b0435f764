import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CanaryFinding, judgeCanary } from "#domain/canary/judge.ts";
import { atLeast } from "#domain/label.ts";
import { createRecovery } from "#recovery/recovery.ts";
import { readCanaries } from "../canary/harness/read-canaries.ts";
import { startSshServer } from "../guest-kit/harness/ssh-server.ts";
import { attach } from "../recovery-kit/harness/attached.ts";
import { installRecoveryKit } from "../recovery-kit/harness/recovery-kit.ts";
import type { Document } from "./application-dir.ts";
import type { Lab } from "./lab.ts";
import { snapshotFile } from "./tear.ts";

/** Reads the canary of a point as a restore test does, from copies of its members as the back end's disk has them. */
export interface CanaryReader extends AsyncDisposable {
  told(point: Document, volumeType: "atomic" | "generic"): Promise<CanaryFinding>;
}

/** With a recovery kit of its own on this machine; the lab's recovery server is free for others meanwhile. */
export async function canaryReader(lab: Lab): Promise<CanaryReader> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "ff-canary-"));
  stack.defer(() => rm(folder, { recursive: true }));
  const kit = stack.use(await installRecoveryKit());
  const sshd = stack.use(await startSshServer());
  const { identityFile, user } = kit;
  const { knownHostsFile, port } = sshd;
  const recovery = createRecovery({
    ssh: { identityFile, knownHostsFile, connectTimeoutMs: 20_000, configDir: join(folder, "ssh") },
  });
  const address = { server: "reader", via: { kind: "ssh" as const, host: "127.0.0.1", port, user } };
  const owned = stack.move();
  return {
    async told({ groupSnapshotId, evidence, label }, volumeType) {
      await using copies = new AsyncDisposableStack();
      const volumes: { role: string; volumeId: string }[] = [];
      for (const member of evidence.set.members) {
        const copy = copies.use(await attach(await snapshotFile(lab, volumeType, groupSnapshotId, member)));
        volumes.push({ role: member.role, volumeId: copy.volumeId });
      }
      const readings = await readCanaries(recovery, address, volumes);
      return judgeCanary({ run: evidence.canary, readings, frozen: atLeast(label.grade, "B") });
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
