import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { channelOver, type LineChannel } from "./line-channel.ts";
import { guestAlias, type SshSettings, type SshTarget, sshConfig } from "./ssh-config.ts";

export interface SshTransport extends SshSettings {
  /** Default: `ssh` in the system's folders. */
  readonly sshPath?: string | undefined;
  /** Where generated configs go; made with mode 0700. */
  readonly configDir: string;
}

/** Characters of stderr that are kept for an error's text. */
const stderrLimit = 2_000;

/**
 * Starts OpenSSH to a server. The forced command of the key is the kit, so no command is given. Its stdin is a pipe of ours
 * and nothing is inherited: when this process dies in whatever way, the pipe ends and the kit undoes what it did.
 */
export async function openSshChannel(
  ssh: SshTransport,
  target: SshTarget,
  signal: AbortSignal,
): Promise<LineChannel> {
  const file = await writeConfig(ssh.configDir, sshConfig(ssh, target));
  signal.throwIfAborted();
  const child = spawn(ssh.sshPath ?? "ssh", ["-F", file, "-T", "-a", "-x", guestAlias], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C" },
    // A session of its own: Ctrl-C in the bot's terminal must end the run in order, not cut the channel.
    detached: true,
  });
  const closed = Promise.withResolvers<string>();
  let stderr = "";
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (text: string) => {
    stderr = (stderr + text).slice(-stderrLimit);
  });
  child.on("error", (error) => closed.resolve(error.message));
  child.on("close", (code, name) =>
    closed.resolve(
      stderr.trim() || (name === null ? `ssh ended with status ${code}` : `ssh was ended by ${name}`),
    ),
  );
  return channelOver({
    input: child.stdout,
    output: child.stdin,
    closed: closed.promise,
    kill: () => child.kill("SIGKILL"),
  });
}

/** One file per content, put in place whole, so that two runs at once cannot read each other's half. */
async function writeConfig(folder: string, text: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const name = createHash("sha256").update(text).digest("hex").slice(0, 24);
  const file = join(folder, `${name}.conf`);
  const draft = join(folder, `${name}.${process.pid}.${process.hrtime.bigint()}.draft`);
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
  return file;
}
