import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { decodeLine } from "#support/ssh/line-codec.ts";
import { command } from "../../guest-kit/harness/command.ts";
import { exitOf } from "../../guest-kit/harness/writer.ts";

const installer = new URL("../../../../deploy/recovery-kit/install.sh", import.meta.url).pathname;

/** The recovery kit, installed for real beside any other on this host, with a login and a key of its own. */
export interface RecoveryKit extends AsyncDisposable {
  readonly name: string;
  readonly user: string;
  readonly program: string;
  readonly etc: string;
  readonly run: string;
  readonly identityFile: string;
  install(): Promise<string>;
  serve(): KitProcess;
  /** Ends whatever recoveries are still there: the end of a test, however it went. */
  endAll(): Promise<void>;
}

export async function installRecoveryKit(): Promise<RecoveryKit> {
  const name = `t${randomBytes(4).toString("hex")}`;
  const user = `ff${name}`;
  const keys = await mkdtemp(join(tmpdir(), "ff-keys-"));
  const identityFile = join(keys, "id");
  await command("ssh-keygen", "-qt", "ed25519", "-N", "", "-f", identityFile);
  const options = ["--user", user, "--name", name];
  const install = () => command(installer, ...options, "--authorized-key", `${identityFile}.pub`);
  await install();
  const processes: KitProcess[] = [];
  const endAll = async () => {
    for (const one of processes.splice(0)) {
      one.hangUp();
      await one.exited;
    }
  };
  const kit = {
    name,
    user,
    program: `/usr/local/sbin/freezeframe-recover-${name}`,
    etc: `/etc/freezeframe-${name}`,
    run: `/run/freezeframe-recover-${name}`,
  };
  return {
    ...kit,
    identityFile,
    install,
    serve() {
      const made = serve(kit.program);
      processes.push(made);
      return made;
    },
    endAll,
    async [Symbol.asyncDispose]() {
      await endAll();
      await command(installer, "--uninstall", ...options);
      await command("userdel", "-r", user).catch(() => {});
      await rm(kit.etc, { recursive: true });
      await rm(keys, { recursive: true });
    },
  };
}

/** A kit that the test talks to directly, line by line. */
export interface KitProcess {
  readonly pid: number;
  /** Sends a line and waits for the answer that starts so, decoded; lines before it are in `heard`. */
  say(line: string, answer: string): Promise<string>;
  send(line: string): void;
  hear(answer: string): Promise<string>;
  readonly heard: string[];
  /** Ends its input, as the death of the bot would. */
  hangUp(): void;
  readonly exited: Promise<number | null>;
}

function serve(program: string): KitProcess {
  // A process group of its own, as sshd gives it.
  const child = spawn(program, ["serve"], { stdio: ["pipe", "pipe", "inherit"], detached: true });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.on("error", () => {});
  const heard: string[] = [];
  async function hear(answer: string): Promise<string> {
    for (;;) {
      const next = await Promise.race([lines.next(), late(answer, heard)]);
      if (next.done === true)
        throw new Error(`it ended before it said ${answer}; it said: ${heard.join(" | ")}`);
      if (decodeLine(next.value) === undefined) throw new Error(`no line of the protocol: ${next.value}`);
      const line = decodeURIComponent(next.value);
      heard.push(line);
      if (line.startsWith(answer)) return line;
      if (line.startsWith("ERR") && !answer.startsWith("ERR"))
        throw new Error(`expected ${answer}, got ${line}`);
    }
  }
  const send = (line: string) => void child.stdin.write(`${line}\n`);
  return {
    pid: child.pid ?? 0,
    heard,
    send,
    hear,
    say(line, answer) {
      send(line);
      return hear(answer);
    },
    hangUp: () => void child.stdin.end(),
    exited: exitOf(child),
  };
}

const late = (answer: string, heard: readonly string[]): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(
      () => reject(new Error(`no ${answer} within 60 s; heard: ${heard.join(" | ")}`)),
      60_000,
    ).unref();
  });
