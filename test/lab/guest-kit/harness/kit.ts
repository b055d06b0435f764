import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { command } from "./command.ts";
import { exitOf } from "./writer.ts";

const installer = new URL("../../../../deploy/guest-kit/install.sh", import.meta.url).pathname;

/** The guest kit, installed for real beside any other on this host, with a login and a key of its own. */
export interface Kit extends AsyncDisposable {
  readonly name: string;
  readonly user: string;
  readonly holder: string;
  readonly etc: string;
  readonly run: string;
  readonly identityFile: string;
  install(): Promise<string>;
  serve(): HolderProcess;
  /** Ends whatever holders are still there: the end of a test, however it went. */
  endHolders(): Promise<void>;
}

export async function installKit(): Promise<Kit> {
  const name = `t${randomBytes(4).toString("hex")}`;
  const user = `ff${name}`;
  const keys = await mkdtemp(join(tmpdir(), "ff-keys-"));
  const identityFile = join(keys, "id");
  await command("ssh-keygen", "-qt", "ed25519", "-N", "", "-f", identityFile);
  const options = ["--user", user, "--name", name];
  const install = () => command(installer, ...options, "--authorized-key", `${identityFile}.pub`);
  await install();
  const holders: HolderProcess[] = [];
  const endHolders = async () => {
    for (const holder of holders.splice(0)) {
      holder.hangUp();
      await holder.exited;
    }
  };
  const kit = {
    name,
    user,
    holder: `/usr/local/sbin/freezeframe-hold-${name}`,
    etc: `/etc/freezeframe-${name}`,
    run: `/run/freezeframe-${name}`,
  };
  return {
    ...kit,
    identityFile,
    install,
    serve() {
      const holder = converse([kit.holder, "serve"]);
      holders.push(holder);
      return holder;
    },
    endHolders,
    async [Symbol.asyncDispose]() {
      await endHolders();
      await command(installer, "--uninstall", ...options);
      await command("userdel", "-r", user).catch(() => {});
      await rm(kit.etc, { recursive: true });
      await rm(keys, { recursive: true });
    },
  };
}

/** A holder that the test talks to directly, line by line. */
export interface HolderProcess {
  readonly pid: number;
  /** Sends a line and waits for the answer that starts so. */
  say(line: string, answer: string): Promise<string>;
  send(line: string): void;
  /** The next line that starts so; lines before it are skipped. */
  hear(answer: string): Promise<string>;
  /** Ends its input, as the death of the bot would. */
  hangUp(): void;
  readonly exited: Promise<number | null>;
}

/** A conversation with the holder that this command line starts. */
export function converse([program = "", ...words]: readonly string[]): HolderProcess {
  // A process group of its own, as sshd gives it.
  const child = spawn(program, words, { stdio: ["pipe", "pipe", "inherit"], detached: true });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.on("error", () => {});
  const exited = exitOf(child);
  async function hear(answer: string): Promise<string> {
    const said: string[] = [];
    for (;;) {
      const next = await Promise.race([lines.next(), late(answer, said)]);
      if (next.done === true)
        throw new Error(`the holder ended before it said ${answer}; it said: ${said.join(" | ")}`);
      said.push(next.value);
      if (next.value.startsWith(answer)) return next.value;
      if (next.value.startsWith("ERR") && !answer.startsWith("ERR"))
        throw new Error(`expected ${answer}, got ${next.value}`);
    }
  }
  const send = (line: string) => void child.stdin.write(`${line}\n`);
  return {
    pid: child.pid ?? 0,
    send,
    hear,
    say(line, answer) {
      send(line);
      return hear(answer);
    },
    hangUp: () => void child.stdin.end(),
    exited,
  };
}

const late = (answer: string, said: readonly string[]): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(
      () => reject(new Error(`no ${answer} within 20 s; heard: ${said.join(" | ")}`)),
      20_000,
    ).unref();
  });

/** True while a file or process is there. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
