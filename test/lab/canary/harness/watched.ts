import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type CanaryFinding, judgeCanary } from "#domain/canary/judge.ts";
import { createGuests } from "#quiesce/guests.ts";
import { createRecovery } from "#recovery/recovery.ts";
import { systemClock } from "#support/clock.ts";
import type { GuestPort } from "#workflows/guest-port.ts";
import { seeded } from "../../../torture/seeded.ts";
import { installKit } from "../../guest-kit/harness/kit.ts";
import { startSshServer } from "../../guest-kit/harness/ssh-server.ts";
import { installRecoveryKit } from "../../recovery-kit/harness/recovery-kit.ts";
import { readCanaries } from "./read-canaries.ts";
import { type Cuts, makeStorage, type Role, roles, type Storage } from "./storage.ts";

const never = new AbortController().signal;

/** A guest with a canary, its back end, and a recovery server: both kits installed for real and reached over SSH. */
export interface WatchedGuest extends AsyncDisposable {
  readonly storage: Storage;
  /** The canary's word on a cut that is made while it writes. */
  told(cut: () => Promise<Cuts>): Promise<CanaryFinding>;
  /** The same with the guest's file systems frozen from before the first cut to after the last. */
  toldFrozen(cut: () => Promise<Cuts>): Promise<CanaryFinding>;
}

export async function makeWatchedGuest(): Promise<WatchedGuest> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "ff-canary-"));
  stack.defer(() => rm(folder, { recursive: true }));
  const storage = stack.use(await makeStorage());
  const guestKit = stack.use(await installKit());
  const recoveryKit = stack.use(await installRecoveryKit());
  const sshd = stack.use(await startSshServer());
  const sshWith = ({ identityFile }: { identityFile: string }) => ({
    identityFile,
    knownHostsFile: sshd.knownHostsFile,
    connectTimeoutMs: 8_000,
    configDir: join(folder, "ssh"),
  });
  const address = ({ user }: { user: string }, server: string) => ({
    server,
    via: { kind: "ssh" as const, host: "127.0.0.1", port: sshd.port, user },
  });
  const guests: GuestPort = createGuests({
    ssh: sshWith(guestKit),
    clock: systemClock,
    instance: "test",
    limits: { heartbeatMs: 500, silenceMs: 3_000 },
  });
  const recovery = createRecovery({ ssh: sshWith(recoveryKit), limits: { findMs: 2_000 } });
  const guest = address(guestKit, "db-1");
  const readBack = (cuts: Cuts) => readCanaries(recovery, address(recoveryKit, "recovery-1"), cuts.volumes);
  const volumes = storage.volumes.map((volume) => ({ ...volume, server: guest.server }));

  const where = seeded(20_261_123);

  async function watched(cut: () => Promise<Cuts>, frozen: boolean): Promise<CanaryFinding> {
    const id = randomBytes(12).toString("hex");
    const servers = [guest];
    await using canary = guests.canary({ runId: "run-1", id, forMs: 60_000, servers, volumes }, never);
    await canary.ready;
    // Each cut falls elsewhere in the canary's cycle: in every run of the tests at the same places.
    await delay(200 + where() * 400);
    await using cuts = await cut();
    const told = await canary.stop();
    return judgeCanary({ run: { id, covered: true, ...told }, readings: await readBack(cuts), frozen });
  }

  async function frozenCut(cut: () => Promise<Cuts>): Promise<Cuts> {
    const stages = [[{ kind: "fsfreeze" as const, server: guest.server, roles: [...roles] as Role[] }]];
    const budgetMs = 20_000;
    await using hold = await guests.open(
      { runId: "run-1", rehearse: false, budgetMs, servers: [guest], volumes, stages },
      never,
    );
    await hold.arm(randomBytes(12).toString("hex"), never);
    await hold.freeze(never);
    const cuts = await cut();
    const held = await hold.prove(never);
    await hold.thaw();
    if (held) return cuts;
    await cuts[Symbol.asyncDispose]();
    throw new Error("the freeze did not hold until the end of the cut");
  }

  const resources = stack.move();
  return {
    storage,
    told: (cut) => watched(cut, false),
    toldFrozen: (cut) => watched(() => frozenCut(cut), true),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
