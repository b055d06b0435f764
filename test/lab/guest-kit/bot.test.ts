import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { HoldRequest } from "#workflows/guest-port.ts";
import { command } from "./harness/command.ts";
import { type Disk, makeDisk, thawByHand } from "./harness/disk.ts";
import { exists, installKit, type Kit } from "./harness/kit.ts";
import { openToAll, type Postgres, startPostgres } from "./harness/postgres.ts";
import { makeSshBot, type SshBot } from "./harness/ssh-bot.ts";
import { addJumpLogin, type SshServer, startSshServer } from "./harness/ssh-server.ts";
import { expectFrozen, expectThawed, thawedAfter } from "./harness/writer.ts";

const never = new AbortController().signal;

let kit: Kit;
let sshd: SshServer;
let postgres: Postgres;
let data: Disk;
let wal: Disk;
let config: Disk;
let space: Disk;
let all: Disk[];
let bot: SshBot;

beforeAll(async () => {
  kit = await installKit();
  sshd = await startSshServer();
  bot = await makeSshBot(kit, sshd);
  data = await makeDisk("ext4");
  wal = await makeDisk("xfs");
  config = await makeDisk("ext4");
  space = await makeDisk("ext4");
  all = [data, wal, config, space];
  for (const disk of all) await openToAll(disk);
  postgres = await startPostgres(kit, "main", { data: data.mount, wal: wal.mount, space: space.mount });
});

afterEach(async () => {
  for (const disk of all) await thawByHand(disk.mount);
});

afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]();
  for (const disk of all ?? []) await disk[Symbol.asyncDispose]();
  await bot?.[Symbol.asyncDispose]();
  await sshd?.[Symbol.asyncDispose]();
  await kit?.[Symbol.asyncDispose]();
});

const guests = (overrides?: Parameters<SshBot["guests"]>[0]) => bot.guests(overrides);
const address = (overrides?: Parameters<SshBot["address"]>[1]) => bot.address("db-1", overrides);

const request = (overrides: Partial<HoldRequest> = {}): HoldRequest => ({
  runId: "run-1",
  rehearse: false,
  budgetMs: 8_000,
  servers: [address()],
  volumes: [
    { role: "data", volumeId: data.volumeId, server: "db-1", mount: data.mount },
    { role: "wal", volumeId: wal.volumeId, server: "db-1", mount: wal.mount },
    { role: "config", volumeId: config.volumeId, server: "db-1", mount: config.mount },
    { role: "space", volumeId: space.volumeId, server: "db-1", mount: undefined },
  ],
  stages: [
    [{ kind: "postgresql", server: "db-1", cluster: "main" }],
    [{ kind: "fsfreeze", server: "db-1", roles: ["config"] }],
  ],
  ...overrides,
});

const byName = (one: { library: string }, other: { library: string }) =>
  one.library < other.library ? -1 : 1;

describe("a hold over SSH", () => {
  it("tells what sorts the text of the databases: recorded, in use, and nothing of those that sort by bytes", async () => {
    await postgres.sql("create database bytes template template0 locale 'C.UTF-8'");
    const act = async () => {
      await using hold = await guests().open(request(), never);
      const [seen] = await hold.collect(never);
      return { seen, act: seen?.acts.find((one) => one.kind === "postgresql") };
    };
    const before = (await act()).act?.collations ?? [];
    await postgres.sql(
      "create database sorted template template0 encoding 'UTF8' locale_provider icu icu_locale 'en' locale 'C'",
    );
    const after = await act();
    await postgres.sql("drop database sorted");
    const recorded = expect.stringMatching(/^\d+\.\d+$/);
    expect(after.act?.collations).toEqual(
      [...before, { library: "icu", recorded, used: recorded }].sort(byName),
    );
    expect(before.map(({ library }) => library)).not.toContain("icu");
    expect(after.act?.icu).toMatch(/^\d+\.\d+$/);
    expect(after.seen?.icu).toBe(after.act?.icu);
  });

  it("freezes what PostgreSQL uses and the rest, proves it, thaws, and hands back what it saw", async () => {
    await postgres.sql(
      "create table t (n int) tablespace extra; insert into t select generate_series(1, 1000)",
    );
    await using hold = await guests().open(request(), never);
    expect(hold.mounts.flatMap(({ mounts }) => mounts.map(({ mount }) => mount))).toEqual(
      expect.arrayContaining(all.map((disk) => disk.mount)),
    );
    await hold.arm("token-bot-1", never);
    await hold.freeze(never);
    const frozenAt = Date.now();
    const writers = await expectFrozen(...all.map((disk) => disk.mount));
    expect(await hold.prove(never)).toBe(true);
    expect(hold.lost.aborted).toBe(false);
    await hold.thaw();
    await thawedAfter(writers);
    const [seen] = await hold.collect(never);
    expect(seen).toMatchObject({
      server: "db-1",
      kit: "1.4.0",
      glibc: (await command("getconf", "GNU_LIBC_VERSION")).replace("glibc ", ""),
      blockedBeforeCut: true,
      blockedAfterCut: true,
      heldUntilOrdered: true,
      thawCause: "ordered",
      watchdogQuiet: true,
      thawProved: true,
    });
    expect(seen?.mounts.flatMap((mount) => mount.volumeIds).sort()).toEqual(
      all.map((disk) => disk.volumeId).sort(),
    );
    const act = seen?.acts[0];
    expect(act).toMatchObject({
      kind: "postgresql",
      cluster: "main",
      paths: [postgres.dataDir, join(wal.mount, "pg/wal"), join(space.mount, "space")],
      pathsFrozen: true,
      checkpointAdvanced: true,
      role: "primary",
      fsync: true,
      fullPageWrites: true,
      synchronousCommit: "on",
      sameServer: true,
    });
    if (act?.kind !== "postgresql") throw new Error("no act");
    expect(act.walToReplay).toBeLessThan(1024 * 1024);
    expect(Date.parse(act.commitsBefore)).toBeLessThanOrEqual(frozenAt);
    expect(Date.parse(act.commitsBefore)).toBeGreaterThan(frozenAt - 5_000);
  });

  it("only looks when it rehearses: no checkpoint, and nothing can be armed", async () => {
    const redo = () => postgres.sql("select redo_lsn from pg_control_checkpoint()");
    const before = await redo();
    await using hold = await guests().open(request({ rehearse: true }), never);
    expect(hold.mounts[0]?.mounts).toHaveLength(4);
    expect(await redo()).toBe(before);
    await expect(hold.arm("token-bot-0", never)).rejects.toMatchObject({ kind: "failed" });
  });

  it("freezes PostgreSQL's WAL last", async () => {
    const holder = kit.serve();
    await holder.say("HELLO protocol=1 instance=test run=run-1", "HELLO");
    await holder.say(`VOLUME role=wal serial=${wal.volumeId}`, "VOLUME");
    await holder.say(`VOLUME role=data serial=${data.volumeId}`, "VOLUME");
    await holder.say(`VOLUME role=space serial=${space.volumeId}`, "VOLUME");
    expect(await holder.say("RECIPE stage=1 id=0 kind=postgresql cluster=main", "RECIPE")).toContain(
      ` mounts=${data.mount},${space.mount},${wal.mount} version=15.`,
    );
    holder.hangUp();
    await holder.exited;
  });

  it("is not proved when the server behind it was another after the thaw", async () => {
    await using hold = await guests().open(request(), never);
    await hold.arm("token-bot-2", never);
    await hold.freeze(never);
    await hold.prove(never);
    await hold.thaw();
    await postgres.restart();
    const [seen] = await hold.collect(never);
    expect(seen?.acts[0]).toMatchObject({ kind: "postgresql", sameServer: false });
  });

  it("is refused while PostgreSQL keeps anything outside the volumes, naming the path", async () => {
    const without = request().volumes.filter((volume) => volume.role !== "space");
    await expect(guests().open(request({ volumes: without }), never)).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining(`the server keeps data in ${join(space.mount, "space")}`),
      next: expect.stringContaining("Add the volume"),
    });
  });

  it("says in whose hands a guest is, settles its own token and no other", async () => {
    await using hold = await guests().open(request(), never);
    await hold.arm("token-bot-3", never);
    await hold.freeze(never);
    expect(await guests().status([address()], never)).toMatchObject([
      { server: "db-1", state: "frozen", token: "token-bot-3", instance: "test", runId: "run-1" },
    ]);
    await guests().settle([address()], "token-other", never);
    expect(hold.lost.aborted).toBe(false);
    await expect(guests().open(request(), never)).rejects.toMatchObject({ kind: "busy" });
    await guests().settle([address()], "token-bot-3", never);
    await expect.poll(() => hold.lost.aborted).toBe(true);
    await expectThawed(...all.map((disk) => disk.mount));
    expect(await hold.prove(never)).toBe(false);
    expect((await hold.collect(never))[0]).toMatchObject({
      heldUntilOrdered: false,
      thawCause: "signal",
      thawProved: true,
    });
    expect(await guests().status([address()], never)).toEqual([{ server: "db-1", state: "idle" }]);
  });

  it("thaws when it is disposed without a thaw", async () => {
    {
      await using hold = await guests().open(request(), never);
      await hold.arm("token-bot-4", never);
      await hold.freeze(never);
    }
    await expectThawed(...all.map((disk) => disk.mount));
  });

  it("thaws what was frozen when a later stage is refused, and says where", async () => {
    await using hold = await guests().open(request(), never);
    await hold.arm("token-bot-5", never);
    await command("fsfreeze", "-f", config.mount);
    await expect(hold.freeze(never)).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining(`db-1: ${config.mount} is frozen already`),
    });
    await expectThawed(data.mount, wal.mount, space.mount);
    await command("fsfreeze", "-u", config.mount);
  });

  it("goes through a jump host whose key is pinned like the guest's", async () => {
    await using jumper = await addJumpLogin(`${kit.user}j`, `${kit.identityFile}.pub`);
    const jump = `${jumper.user}@127.0.0.1:${sshd.port}`;
    expect(await guests().status([address({ jump })], never)).toEqual([{ server: "db-1", state: "idle" }]);
    const [unpinned] = await guests({ knownHostsFile: sshd.strangerFile }).status([address({ jump })], never);
    expect(unpinned).toMatchObject({
      state: "unreachable",
      reason: expect.stringContaining("Host key verification failed"),
    });
  });
});

describe("a guest that cannot be had", () => {
  it.each([
    [
      "another host key",
      () => guests({ knownHostsFile: sshd.strangerFile }),
      /Host key verification failed/,
      /Pin the guest's host key/,
    ],
    [
      "a key that is not let in",
      () => guests({ identityFile: `${sshd.knownHostsFile.replace("known-host", "stranger")}` }),
      /Permission denied/,
      /install\.sh with --authorized-key/,
    ],
    ["no ssh client", () => guests({ sshPath: "/nowhere/ssh" }), /ENOENT/, /Install an OpenSSH client/],
  ])("is unreachable in words for %s", async (_, make, message, next) => {
    await expect(make().open(request(), never)).rejects.toMatchObject({
      kind: "unreachable",
      message: expect.stringMatching(message),
      next: expect.stringMatching(next),
    });
  });

  it("is unreachable in words when the kit is not installed", async () => {
    await command("mv", kit.holder, `${kit.holder}.away`);
    try {
      await expect(guests().open(request(), never)).rejects.toMatchObject({
        kind: "unreachable",
        message: expect.stringContaining("db-1: "),
      });
    } finally {
      await command("mv", `${kit.holder}.away`, kit.holder);
    }
  });

  it("keeps generated configs to itself", async () => {
    await guests().status([address()], never);
    expect((await stat(bot.configDir)).mode & 0o777).toBe(0o700);
    for (const file of await readdir(bot.configDir))
      expect((await stat(join(bot.configDir, file))).mode & 0o777).toBe(0o600);
  });
});

describe("the death of the bot's side", () => {
  /** A bot of its own that freezes and then does nothing but beat. */
  async function frozenBot(token: string) {
    const plan = join(bot.configDir, "..", "plan.json");
    await writeFile(
      plan,
      JSON.stringify({
        ssh: bot.ssh(),
        request: request({ budgetMs: 20_000 }),
        token,
      }),
    );
    const program = new URL("harness/frozen-bot.ts", import.meta.url).pathname;
    const child = spawn(process.execPath, [program, plan], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    const children = (await command("pgrep", "-P", String(child.pid), "ssh")).split("\n").map(Number);
    return { pid: child.pid ?? 0, ssh: children[0] ?? 0 };
  }

  it.each([
    ["kill -9 of the bot", (bot: { pid: number }) => process.kill(bot.pid, "SIGKILL"), 1_500],
    ["kill -9 of its ssh", (bot: { ssh: number }) => process.kill(bot.ssh, "SIGKILL"), 1_500],
    ["a bot that hangs", (bot: { pid: number }) => process.kill(bot.pid, "SIGSTOP"), 4_000],
    ["an ssh that hangs", (bot: { ssh: number }) => process.kill(bot.ssh, "SIGSTOP"), 4_000],
  ])("thaws the guest after %s", async (_, end, withinMs) => {
    const bot = await frozenBot(`token-${withinMs}-x`);
    try {
      const writers = await expectFrozen(...all.map((disk) => disk.mount));
      end(bot);
      expect(await thawedAfter(writers)).toBeLessThan(withinMs);
      await expect.poll(() => exists(`${kit.run}/state`)).toBe(false);
    } finally {
      for (const pid of [bot.pid, bot.ssh]) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // Ended already.
        }
      }
    }
  });
});

describe("the installed kit", () => {
  it("lets the bot's login start the holder and nothing else", async () => {
    const as = (...argv: string[]) =>
      command("runuser", "-u", kit.user, "--", "sudo", "-n", ...argv).catch(
        (error: { stderr: string }) => error.stderr,
      );
    expect(await as(kit.holder, "status")).toContain("password is required");
    expect(await as("/bin/sh")).toContain("password is required");
    const shell = await command(
      "ssh",
      "-F",
      "none",
      "-i",
      kit.identityFile,
      "-o",
      `UserKnownHostsFile=${sshd.knownHostsFile}`,
      "-o",
      "BatchMode=yes",
      "-n",
      "-p",
      String(sshd.port),
      `${kit.user}@127.0.0.1`,
      "id",
    ).catch((error: { stdout: string }) => error.stdout);
    expect(shell).not.toContain("uid=");
  });

  it("can be installed again and again", async () => {
    const said = await kit.install();
    expect(await kit.install()).toBe(said);
    expect(await guests().status([address()], never)).toEqual([{ server: "db-1", state: "idle" }]);
  });
});
