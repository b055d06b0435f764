import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRecovery } from "#recovery/recovery.ts";
import type { GuestAddress } from "#workflows/guest-port.ts";
import type { RecoveryPort } from "#workflows/recovery-port.ts";
import { command } from "../guest-kit/harness/command.ts";
import { type SshServer, startSshServer } from "../guest-kit/harness/ssh-server.ts";
import { expectNothingLeft } from "./harness/attached.ts";
import { recoveryHouse } from "./harness/recovery-house.ts";

const never = new AbortController().signal;
const who = { runId: "run-ssh", instance: "test" };
const program = new URL("harness/recovering-bot.ts", import.meta.url).pathname;

const house = recoveryHouse();
let sshd: SshServer;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ff-bot-"));
  sshd = await startSshServer();
  await house.restore();
});

afterAll(async () => {
  await sshd?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const address = (): GuestAddress => ({
  server: "recovery-1",
  via: { kind: "ssh", host: "127.0.0.1", port: sshd.port, user: house.kit.user },
});
const ssh = () => ({
  identityFile: house.kit.identityFile,
  knownHostsFile: sshd.knownHostsFile,
  connectTimeoutMs: 5_000,
  configDir: join(folder, "ssh"),
});
const recovery = (): RecoveryPort => createRecovery({ ssh: ssh(), limits: { findMs: 2_000 } });
const volumes = () =>
  (["config", "wal", "data"] as const).map((role) => ({ role, volumeId: house.disks[role].volumeId }));
const mounts = () =>
  (["config", "wal", "data"] as const).map((role) => ({ role, mount: house.source.mounts[role] }));

describe("a recovery over SSH", () => {
  it("goes from the disks to verified data, and leaves the volumes free", async () => {
    await using session = await recovery().open(address(), who, never);
    expect(session.facts.postgresql).toContain(15);
    expect(session.facts.glibc).toMatch(/^\d+\.\d+$/);
    const found = await session.find(volumes(), never);
    expect(found.map(({ role, fsType, uuidInUse }) => [role, fsType, uuidInUse])).toEqual([
      ["config", "ext4", true],
      ["wal", "xfs", true],
      ["data", "ext4", true],
    ]);
    for (const verdict of await session.checkFilesystems(["config", "wal", "data"], never))
      expect(verdict).toMatchObject({ replayed: true, clean: true });
    await session.mount(mounts(), never);
    const started = await session.startPostgresql({ cluster: "main", dataRole: "data" }, never);
    expect(started).toMatchObject({
      major: 15,
      replayed: true,
      checksums: true,
      dataPath: house.source.dataDir,
    });
    expect(started.recoveredMs).toBeLessThanOrEqual(started.readyMs);
    expect(started.log.join("\n")).toContain("redo done at");
    expect(await session.check({ kind: "postgresql-amcheck" }, never)).toMatchObject({ passed: true });
    expect(await session.check({ kind: "postgresql-read" }, never)).toMatchObject({ passed: true });
    expect(await session.check({ kind: "postgresql-checksums" }, never)).toMatchObject({ passed: true });
    const sql = "select count(*) from orders";
    expect(
      await session.check({ kind: "sql", database: "orders", sql, equals: house.source.rows }, never),
    ).toMatchObject({ passed: true, value: String(house.source.rows) });
    expect(
      await session.check({ kind: "sql", database: "orders", sql, atLeast: house.source.rows + 1 }, never),
    ).toMatchObject({ passed: false });
    await session.stop(never);
    await expectNothingLeft(house.disks.all, "run-ssh");
  });

  it("leaves nothing when the bot is killed, and its successor gets the server", async () => {
    const plan = join(folder, "plan.json");
    await writeFile(
      plan,
      JSON.stringify({ ssh: ssh(), address: address(), who, volumes: volumes(), mounts: mounts() }),
    );
    const bot = spawn(process.execPath, [program, plan], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(bot, "exit").then(() => Promise.reject(new Error("the bot ended by itself")));
    await Promise.race([once(bot.stdout, "data"), ended]);
    ended.catch(() => {});
    bot.kill("SIGKILL");
    await using next = await recovery().open(address(), { ...who, runId: "run-next" }, never);
    expect(await next.find(volumes(), never)).toHaveLength(3);
    await next.stop(never);
    await expectNothingLeft(house.disks.all, "run-ssh");
  });

  it("is the only thing that its key and its login may do", async () => {
    const argv = [
      "-F",
      "none",
      "-i",
      house.kit.identityFile,
      "-o",
      `UserKnownHostsFile=${sshd.knownHostsFile}`,
    ];
    const login = [...argv, "-o", "BatchMode=yes", "-p", String(sshd.port), `${house.kit.user}@127.0.0.1`];
    const said = await command("sh", "-c", 'echo "id" | ssh "$@" id', "sh", ...login).catch(
      (error: { stdout: string }) => error.stdout,
    );
    expect(said).toContain("ERR code=protocol");
    const sudo = command("runuser", "-u", house.kit.user, "--", "sudo", "-n", house.kit.program, "status");
    await expect(sudo).rejects.toThrow(/password is required|not allowed/);
  });

  it("is refused in words where the kit is not installed", async () => {
    await command("mv", house.kit.program, `${house.kit.program}.away`);
    try {
      await expect(recovery().open(address(), who, never)).rejects.toMatchObject({
        kind: "unreachable",
        message: expect.stringContaining("recovery-1: "),
      });
    } finally {
      await command("mv", `${house.kit.program}.away`, house.kit.program);
    }
  });
});
