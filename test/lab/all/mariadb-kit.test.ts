import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { command } from "../guest-kit/harness/command.ts";
import { copyFrozen } from "../guest-kit/harness/frozen-copy.ts";
import { exists, type HolderProcess } from "../guest-kit/harness/kit.ts";
import { startMariadb } from "../guest-kit/harness/mariadb.ts";
import { mariadbHouse } from "../guest-kit/harness/mariadb-house.ts";
import { expectFrozen, expectThawed, thawedAfter } from "../guest-kit/harness/writer.ts";

const never = new AbortController().signal;
const house = mariadbHouse();

beforeAll(async () => {
  await house.server.sql(
    "create database wiki; create table wiki.pages (n int primary key, text varchar(200)) engine=InnoDB; create table wiki.hits (n int primary key) engine=MyISAM; create table wiki.tags (n int primary key) engine=Aria transactional=0; create table wiki.counts (n int primary key) engine=Aria",
  );
});

/** Nobody holds BACKUP STAGE: another session gets it at once, and a commit goes through. */
async function expectReleased(): Promise<void> {
  await expect
    .poll(
      () =>
        house.server
          .sql("set lock_wait_timeout = 0; backup stage start; backup stage end; select 1")
          .catch(String),
      {
        timeout: 5_000,
      },
    )
    .toBe("1");
  await house.server.sql("replace into wiki.counts values (0); replace into wiki.pages values (0, 'free')");
}

/** The client that keeps the stage. */
const clientOf = async (holder: HolderProcess): Promise<number> =>
  Number(await command("pgrep", "-P", String(holder.pid), "-x", "mariadb"));

describe("a hold of a MariaDB server over SSH", () => {
  it("blocks commits, freezes what the server reports, proves both, thaws, ends the stage, and hands back what it saw", async () => {
    await using load = house.server.load((n) => `replace into wiki.pages values (${n}, 'under load')`);
    await expect.poll(() => load.acknowledged).toBeGreaterThan(20);
    await using hold = await house.bot.guests().open(house.request(), never);
    expect(hold.mounts.flatMap((guest) => guest.mounts.map(({ mount }) => mount)).sort()).toEqual(
      [...house.mounts].sort(),
    );
    await hold.arm("token-bot-1", never);
    await hold.freeze(never);
    const frozenAt = Date.now();
    const writers = await expectFrozen(...house.mounts);
    const stopped = load.acknowledged;
    expect(await hold.prove(never)).toBe(true);
    expect(load.acknowledged).toBe(stopped);
    await hold.thaw();
    await thawedAfter(writers);
    await expect.poll(() => load.acknowledged).toBeGreaterThan(stopped + 5);
    const [seen] = await hold.collect(never);
    expect(seen).toMatchObject({ thawCause: "ordered", thawProved: true, blockedAfterCut: true });
    const act = seen?.acts[0];
    expect(act).toMatchObject({
      kind: "mariadb",
      name: "main",
      version: expect.stringMatching(/^1\d\.\d+\.\d+$/),
      pathsFrozen: true,
      stageAfterFreeze: true,
      stageBeforeThaw: true,
      stageEnded: true,
      redoWritten: true,
      doublewrite: true,
      role: "primary",
      gtid: expect.stringMatching(/^0-1-\d+$/),
    });
    if (act?.kind !== "mariadb") throw new Error("no act");
    expect([...act.paths].sort()).toEqual([...house.server.paths].sort());
    expect(act.engines).toContainEqual({ engine: "MyISAM", tables: 1 });
    expect(act.redoToApply).toBeLessThan(17_000_000);
    expect(Date.parse(act.commitsBefore)).toBeLessThanOrEqual(frozenAt);
    await expectReleased();
  });

  it("only looks when it rehearses: no session, no stage", async () => {
    await using hold = await house.bot.guests().open(house.request({ rehearse: true }), never);
    expect(hold.mounts[0]?.mounts).toHaveLength(4);
    await expectReleased();
  });

  it("lets go of the stage when what was prepared is not frozen after all", async () => {
    {
      await using hold = await house.bot.guests().open(house.request(), never);
      await expect(house.server.sql("set lock_wait_timeout = 0; backup stage start")).rejects.toThrow(/1205/);
      await hold.arm("token-bot-2", never);
    }
    await expectReleased();
  });
});

describe("the copy of a frozen set", () => {
  it("holds every commit that was acknowledged, of every engine, and is whole without a repair", async () => {
    const tables = ["pages", "hits", "tags", "counts"] as const;
    await house.server.sql(tables.map((table) => `delete from wiki.${table}`).join(";"));
    await using stack = new AsyncDisposableStack();
    const loads = tables.map((table) =>
      stack.use(
        house.server.load((n) => `insert into wiki.${table} ${table === "pages" ? "(n) " : ""}values (${n})`),
      ),
    );
    for (const load of loads)
      await expect.poll(() => load.acknowledged, { timeout: 20_000 }).toBeGreaterThan(50);
    const before = loads.map((load) => load.acknowledged);
    const holder = await house.frozen();
    const acknowledged = loads.map((load) => load.acknowledged);
    const copies = stack.use(await copyFrozen(house.disks.of));
    expect(await holder.say("PROVE", "PROOF id=0")).toContain("held=yes");
    await holder.say("THAW token=token-0001", "THAWED cause=ordered");
    expect(await holder.say("COLLECT", "EVIDENCE")).toMatch(
      / redo=flushed redo_bytes=\d+ gtid=0-1-\d+ ended=yes/,
    );
    const copy = stack.use(await startMariadb(copies.mounts));
    for (const [at, table] of tables.entries()) {
      const [count, most] = (await copy.sql(`select count(*), max(n) from wiki.${table}`))
        .split("\t")
        .map(Number);
      expect([table, count]).toEqual([table, most]);
      expect(most, table).toBeGreaterThanOrEqual(acknowledged[at] ?? Number.POSITIVE_INFINITY);
      expect(most, table).toBeGreaterThanOrEqual(before[at] ?? 0);
      // "not closed", "crashed" or "needs repair" would be said here.
      expect(await copy.sql(`check table wiki.${table} extended`)).toBe(`wiki.${table}\tcheck\tstatus\tOK`);
    }
  });
});

describe("whatever dies while MariaDB is held", () => {
  const ends: [string, (holder: HolderProcess) => Promise<void> | void][] = [
    ["the end of its input", (holder) => holder.hangUp()],
    ["kill -9 of the holder", (holder) => void process.kill(holder.pid, "SIGKILL")],
    ["kill -9 of its process group", (holder) => void process.kill(-holder.pid, "SIGKILL")],
    ["SIGTERM", (holder) => void process.kill(holder.pid, "SIGTERM")],
  ];
  it.each(ends)("thaws and lets commits go on after %s", async (_, end) => {
    const holder = await house.frozen();
    await end(holder);
    await holder.exited;
    await expectThawed(...house.mounts);
    await expectReleased();
    await expect.poll(() => exists(`${house.kit.run}/state`)).toBe(false);
  });

  it("thaws at the deadline, and ends a holder that hangs after it", async () => {
    const holder = await house.frozen(1_000);
    process.kill(holder.pid, "SIGSTOP");
    await expect.poll(() => exists(`${house.kit.run}/state`), { timeout: 8_000 }).toBe(false);
    await expectThawed(...house.mounts);
    await expectReleased();
    await holder.exited;
  });

  it("does not vouch for a stage whose session has ended", async () => {
    const holder = await house.frozen();
    process.kill(await clientOf(holder), "SIGKILL");
    expect(await holder.say("PROVE", "PROOF id=0")).toContain("held=no");
    expect(await holder.say("THAW token=token-0001", "THAWED cause=ordered")).toContain("left=0");
    expect(await holder.say("COLLECT", "EVIDENCE")).toContain("ended=no");
    await expectReleased();
  });

  it("does not vouch for a stage whose client hangs, and thaws all the same", async () => {
    const holder = await house.frozen();
    const client = await clientOf(holder);
    process.kill(client, "SIGSTOP");
    expect(await holder.say("PROVE", "PROOF id=0")).toContain("held=no");
    expect(await holder.say("THAW token=token-0001", "THAWED cause=ordered")).toContain("left=0");
    await expectThawed(...house.mounts);
    await expectReleased();
    await expect.poll(() => exists(`/proc/${client}`)).toBe(false);
  });
});

describe("a MariaDB server that cannot be held", () => {
  it("is given up within the budget while a statement keeps a table that has no transactions, and nothing stays frozen", async () => {
    const holder = await house.armed(5_000, 20_000);
    const busy = house.server.sql("insert into wiki.hits select 1000000 + sleep(20)").catch(String);
    await expect
      .poll(
        () =>
          house.server.sql(
            "select count(*) from information_schema.processlist where time >= 1 and info like 'insert into wiki.hits select%'",
          ),
        {
          timeout: 6_000,
        },
      )
      .toBe("1");
    const refusal = await holder.say("FREEZE stage=1", "ERR code=database");
    expect(decodeURIComponent(refusal)).toMatch(/BACKUP STAGE: ERROR 1205/);
    await holder.hear("THAWED cause=error");
    await expectThawed(...house.mounts);
    await busy;
    await house.server.sql("delete from wiki.hits where n >= 1000000");
    await expectReleased();
  });

  it("is refused while it keeps anything outside the volumes, naming the path", async () => {
    const away = await mkdtemp(join(tmpdir(), "ff-away-"));
    await command("chmod", "755", away);
    await mkdir(join(away, "t"));
    await command("chown", "61977:61977", join(away, "t"));
    await house.server.sql(`create table wiki.away (n int) data directory = '${join(away, "t")}'`);
    const recipe = "RECIPE stage=1 id=0 kind=mariadb name=main";
    const outside = "ERR code=not-on-volumes";
    expect(await (await house.resolved()).say(recipe, outside)).toContain(`path=${join(away, "t", "wiki")} `);
    await house.server.sql("drop table wiki.away");
    await rm(away, { recursive: true });
    expect(await (await house.resolved(["data", "redo", "undo"])).say(recipe, outside)).toContain(
      `path=${join(house.disks.mounts.binlog, "binlog")} `,
    );
  });

  it("takes a password from a file of root's alone, and shows it on no command line", async () => {
    const secret = "correct-horse-battery";
    await house.server.sql(
      `create or replace user keeper@localhost identified by '${secret}'; grant reload, select, super on *.* to keeper@localhost`,
    );
    const file = join(house.kit.etc, "mariadb", "keeper.cnf");
    await writeFile(file, `[client]\nuser=keeper\npassword=${secret}\n`, { mode: 0o644 });
    await house.knows(`defaults_file=${file}`);
    const refusal = await (await house.resolved()).say(
      "RECIPE stage=1 id=0 kind=mariadb name=main",
      "ERR code=not-allowed",
    );
    expect(decodeURIComponent(refusal)).toContain("it must be root's alone");
    await command("chmod", "600", file);
    const holder = await house.frozen();
    const seen = await command(
      "sh",
      "-c",
      "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -c 'correct-[h]orse' || true",
    );
    expect(seen).toBe("0");
    await holder.say("THAW token=token-0001", "THAWED cause=ordered");
    await house.server.sql("drop user keeper@localhost");
  });
});
