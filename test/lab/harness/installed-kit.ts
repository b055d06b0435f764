import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "../guest-kit/harness/command.ts";
import { type ConversationOptions, type KitProcess, kitProcess } from "./kit-process.ts";

/** A kit, installed for real beside any other on this host, with a login and a key of its own. */
export interface InstalledKit extends AsyncDisposable {
  readonly name: string;
  readonly user: string;
  readonly program: string;
  readonly etc: string;
  readonly run: string;
  readonly identityFile: string;
  install(): Promise<string>;
  serve(): KitProcess;
  /** Ends whatever conversations are still there: the end of a test, however it went. */
  endAll(): Promise<void>;
}

export interface KitToInstall extends ConversationOptions {
  /** Path of its `install.sh`. */
  readonly installer: string;
  /** What its program is called but for the name of this installation. */
  readonly program: string;
  /** The same of its folder below `/run`. */
  readonly run: string;
}

export async function installedKit(kind: KitToInstall): Promise<InstalledKit> {
  const name = `t${randomBytes(4).toString("hex")}`;
  const user = `ff${name}`;
  const keys = await mkdtemp(join(tmpdir(), "ff-keys-"));
  const identityFile = join(keys, "id");
  await command("ssh-keygen", "-qt", "ed25519", "-N", "", "-f", identityFile);
  const options = ["--user", user, "--name", name];
  const install = () => command(kind.installer, ...options, "--authorized-key", `${identityFile}.pub`);
  await install();
  const program = `/usr/local/sbin/${kind.program}-${name}`;
  const etc = `/etc/freezeframe-${name}`;
  const processes: KitProcess[] = [];
  const endAll = async () => {
    for (const one of processes.splice(0)) {
      one.hangUp();
      await one.exited;
    }
  };
  return {
    ...{ name, user, program, etc, run: `/run/${kind.run}-${name}`, identityFile },
    install,
    serve() {
      const one = kitProcess([program, "serve"], kind);
      processes.push(one);
      return one;
    },
    endAll,
    async [Symbol.asyncDispose]() {
      await endAll();
      await command(kind.installer, "--uninstall", ...options);
      await command("userdel", "-r", user).catch(() => {});
      await rm(etc, { recursive: true });
      await rm(keys, { recursive: true });
    },
  };
}
