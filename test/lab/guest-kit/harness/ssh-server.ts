import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { command } from "./command.ts";
import { exitOf } from "./writer.ts";

/** A real sshd on loopback, with Debian's defaults where the freeze could care (PAM). */
export interface SshServer extends AsyncDisposable {
  readonly port: number;
  readonly knownHostsFile: string;
  /** Host key line of another machine. */
  readonly strangerFile: string;
}

export async function startSshServer(): Promise<SshServer> {
  const folder = await mkdtemp(join(tmpdir(), "ff-sshd-"));
  const port = await freePort();
  for (const name of ["host", "stranger"]) {
    await command("ssh-keygen", "-qt", "ed25519", "-N", "", "-f", join(folder, name));
    const key = (await readFile(join(folder, `${name}.pub`), "utf8")).split(" ").slice(0, 2).join(" ");
    await writeFile(join(folder, `known-${name}`), `[127.0.0.1]:${port} ${key}\n`);
  }
  const lines = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(folder, "host")}`,
    "PidFile none",
    "UsePAM yes",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "MaxStartups 100",
  ];
  await writeFile(join(folder, "config"), `${lines.join("\n")}\n`);
  await mkdir("/run/sshd", { recursive: true });
  const child = spawn("/usr/sbin/sshd", ["-D", "-f", join(folder, "config"), "-E", join(folder, "log")], {
    stdio: "ignore",
  });
  const ended = exitOf(child);
  await vi.waitUntil(async () =>
    (await readFile(join(folder, "log"), "utf8").catch(() => "")).includes("listening on"),
  );
  return {
    port,
    knownHostsFile: join(folder, "known-host"),
    strangerFile: join(folder, "known-stranger"),
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** A login that may do nothing but forward, as on a bastion. */
export async function addJumpLogin(
  user: string,
  publicKeyFile: string,
): Promise<AsyncDisposable & { readonly user: string }> {
  await command(
    "useradd",
    "--system",
    "--create-home",
    "--home-dir",
    `/var/lib/${user}`,
    "--password",
    "*",
    user,
  );
  const folder = `/var/lib/${user}/.ssh`;
  await mkdir(folder);
  await writeFile(
    join(folder, "authorized_keys"),
    `restrict,port-forwarding ${await readFile(publicKeyFile, "utf8")}`,
  );
  await command("chown", "-R", `${user}:`, folder);
  return {
    user,
    async [Symbol.asyncDispose]() {
      await command("userdel", "-r", user).catch(() => {});
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
