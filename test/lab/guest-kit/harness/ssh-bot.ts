import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGuests, type GuestOptions } from "#quiesce/guests.ts";
import { systemClock } from "#support/clock.ts";
import type { GuestAddress, GuestPort } from "#workflows/guest-port.ts";
import type { Kit } from "./kit.ts";
import type { SshServer } from "./ssh-server.ts";

type Ssh = GuestOptions["ssh"];

/** The bot's side of conversations with a kit on this machine, over a real sshd. */
export interface SshBot extends AsyncDisposable {
  /** Where it writes its SSH configs. */
  readonly configDir: string;
  ssh(overrides?: Partial<Ssh>): Ssh;
  guests(overrides?: Partial<Ssh>): GuestPort;
  address(server: string, overrides?: Partial<Extract<GuestAddress["via"], { kind: "ssh" }>>): GuestAddress;
}

export async function makeSshBot(kit: Kit, sshd: SshServer): Promise<SshBot> {
  const folder = await mkdtemp(join(tmpdir(), "ff-bot-"));
  const configDir = join(folder, "ssh");
  const ssh = (overrides: Partial<Ssh> = {}): Ssh => ({
    identityFile: kit.identityFile,
    knownHostsFile: sshd.knownHostsFile,
    connectTimeoutMs: 5_000,
    configDir,
    ...overrides,
  });
  return {
    configDir,
    ssh,
    guests: (overrides) =>
      createGuests({
        ssh: ssh(overrides),
        clock: systemClock,
        instance: "test",
        limits: { heartbeatMs: 500, silenceMs: 2_000 },
      }),
    address: (server, overrides = {}) => ({
      server,
      via: { kind: "ssh", host: "127.0.0.1", port: sshd.port, user: kit.user, ...overrides },
    }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
