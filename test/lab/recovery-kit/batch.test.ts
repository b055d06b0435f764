import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRecovery } from "#recovery/recovery.ts";
import type { RecoveryJob } from "#workflows/recovery-port.ts";
import { expectNothingLeft } from "./harness/attached.ts";
import { type Restored, restore } from "./harness/restored.ts";
import { makeSource, type Source } from "./harness/source.ts";

// What a booted server is given, run for real by root on this one: the kit has the conversation by itself, and a terminal is
// its serial console.

const ssh = { identityFile: "/", knownHostsFile: "/", connectTimeoutMs: 1_000, configDir: "/nonexistent" };
const recovery = createRecovery({ ssh, limits: { findMs: 2_000 } });
const roles = ["config", "wal", "data"] as const;

let folder: string;
let source: Source;
let disks: Restored;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ff-batch-"));
  source = await makeSource();
  disks = await restore(source);
});

afterAll(async () => {
  await disks?.[Symbol.asyncDispose]();
  await source?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const jobOf = (change: Partial<RecoveryJob> = {}): RecoveryJob => ({
  volumes: roles.map((role) => ({ role, volumeId: disks[role].volumeId, mount: source.mounts[role] })),
  postgresql: { cluster: "main", dataRole: "data" },
  checks: [
    { kind: "postgresql-amcheck" },
    { kind: "sql", database: "orders", sql: "select count(*) from orders" },
    { kind: "sql", database: "orders", sql: "select no_such_column from orders" },
  ],
  ...change,
});

/** Runs the user data with a terminal in the place of the first serial port; everything of it ends with its disposal. */
async function booted(userData: string, name: string) {
  const script = join(folder, `${name}.sh`);
  const console = join(folder, `${name}.console`);
  const active = join(folder, "active");
  await writeFile(script, gunzipSync(Buffer.from(userData, "base64")));
  await writeFile(active, "tty0 ttyS0\n");
  const inside = [
    "set -e",
    'mount --bind "$(tty)" /dev/ttyS0',
    `mount --bind ${active} /sys/class/tty/console/active`,
    "mount -t tmpfs none /run",
    `bash ${script}`,
    "exec sleep infinity",
  ].join("; ");
  const argv = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "bash", "-c"];
  const line = [...argv, `'${inside.replaceAll("'", "'\\''")}'`].join(" ");
  const child = spawn("/usr/bin/script", ["-qfec", line, console], { stdio: "ignore" });
  return {
    read: async () => readFile(console, "latin1").catch(() => undefined),
    [Symbol.asyncDispose]: async () => {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

const whoIs = (runId: string) => ({ runId, instance: "test", nonce: randomBytes(16).toString("hex") });

test("the kit has the whole conversation by itself, and the bot hears it as one that it has", async () => {
  const who = whoIs("run-batch");
  const signal = AbortSignal.timeout(90_000);
  const job = jobOf();
  {
    await using server = await booted(await recovery.script(who, job), "whole");
    await using session = await recovery.hear("booted", who, job, server.read, signal);
    expect(session.facts.postgresql).toContain(15);
    const found = await session.find(job.volumes, signal);
    expect(found.map(({ role, fsType }) => [role, fsType])).toEqual([
      ["config", "ext4"],
      ["wal", "xfs"],
      ["data", "ext4"],
    ]);
    for (const verdict of await session.checkFilesystems([...roles], signal))
      expect(verdict).toMatchObject({ replayed: true, clean: true });
    await session.mount(job.volumes, signal);
    const started = await session.startPostgresql({ cluster: "main", dataRole: "data" }, signal);
    expect(started).toMatchObject({ major: 15, replayed: true, dataPath: source.dataDir });
    expect(started.log.join("\n")).toContain("redo done at");
    const [amcheck, sql, broken] = job.checks;
    if (amcheck === undefined || sql === undefined || broken === undefined) throw new Error("three checks");
    expect(await session.check(amcheck, signal)).toMatchObject({ passed: true });
    expect(await session.check(sql, signal)).toMatchObject({ passed: true, value: String(source.rows) });
    expect(await session.check(broken, signal)).toMatchObject({ passed: false });
    await session.stop(signal);
  }
  await expectNothingLeft(
    roles.map((role) => disks[role]),
    who.runId,
  );
}, 120_000);

test("a disk that is not there ends it: the rest is left out, and what was told is all there was", async () => {
  const who = whoIs("run-missing");
  const signal = AbortSignal.timeout(60_000);
  const job = jobOf({ volumes: [{ role: "data", volumeId: "0".repeat(36), mount: "/srv/none" }] });
  await using server = await booted(await recovery.script(who, job), "missing");
  await using session = await recovery.hear("booted", who, job, server.read, signal);
  await expect(session.find(job.volumes, signal)).rejects.toThrow(/no disk of this server has the serial/);
  await session.stop(signal);
}, 90_000);
