import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { command } from "../guest-kit/harness/command.ts";
import { type Disk, makeDisk, thawByHand } from "../guest-kit/harness/disk.ts";
import { startMariadb } from "../guest-kit/harness/mariadb.ts";
import { openToAll } from "../guest-kit/harness/postgres.ts";
import { type Attached, attach, expectNothingLeft } from "../recovery-kit/harness/attached.ts";
import {
  installRecoveryKit,
  type KitProcess,
  type RecoveryKit,
} from "../recovery-kit/harness/recovery-kit.ts";
import { hello, sqlLine } from "../recovery-kit/harness/restored.ts";

const roles = ["data", "redo", "binlog", "undo"] as const;
type Role = (typeof roles)[number];

let kit: RecoveryKit;
let disks: Record<Role, Disk>;
let dataDir: string;
/** Rows of wiki.pages that the server had acknowledged when it was killed. */
let rows: number;
let restored: Record<Role, Attached>;

beforeAll(async () => {
  kit = await installRecoveryKit();
  disks = {
    data: await makeDisk("ext4"),
    redo: await makeDisk("xfs"),
    binlog: await makeDisk("ext4"),
    undo: await makeDisk("ext4"),
  };
  for (const role of roles) await openToAll(disks[role]);
  const places = {
    data: disks.data.mount,
    redo: disks.redo.mount,
    binlog: disks.binlog.mount,
    undo: disks.undo.mount,
  };
  await using first = await startMariadb(places);
  await first.sql(
    "create database wiki; use wiki; create table pages (n int primary key, title varchar(100), key (title)) engine=InnoDB; create table hits (n int primary key) engine=MyISAM; insert into hits select seq from seq_1_to_500; create table log (n int) engine=Aria; insert into pages select seq, concat('page ', seq) from seq_1_to_20000",
  );
  // So that the redo log holds nothing of these pages: recovery would mend what a test tears.
  await first.stop();
  await using server = await startMariadb(places);
  ({ dataDir } = server);
  // Somewhere in the middle of its work.
  await using load = server.load((n) => `insert into wiki.pages values (${20_000 + n}, 'late')`);
  await vi.waitUntil(() => load.acknowledged > 30, { timeout: 20_000 });
  process.kill(server.pid, "SIGKILL");
  rows = 20_000 + load.acknowledged;
});

/** Copies of the disks as the crash left them. */
async function restore(): Promise<Record<Role, Attached>> {
  const copies: Partial<Record<Role, Attached>> = {};
  for (const role of roles) await command("fsfreeze", "-f", disks[role].mount);
  try {
    for (const role of roles) copies[role] = await attach(join(disks[role].mount, "../image"));
  } finally {
    for (const role of roles) await command("fsfreeze", "-u", disks[role].mount);
  }
  restored = copies as Record<Role, Attached>; // each role was copied just now
  return restored;
}

afterEach(async () => {
  await kit.endAll();
  for (const role of roles) await restored?.[role]?.[Symbol.asyncDispose]();
});

afterAll(async () => {
  for (const role of roles) {
    await thawByHand(disks?.[role].mount);
    await disks?.[role][Symbol.asyncDispose]();
  }
  await kit?.[Symbol.asyncDispose]();
});

/** A conversation in which these volumes are mounted as in production. */
async function mounted(which: readonly Role[] = roles): Promise<KitProcess> {
  const one = kit.serve();
  expect(await one.say(hello(), "HELLO")).toMatch(/ mariadb=1\d\.\d+ /);
  for (const role of which)
    await one.say(`FIND role=${role} serial=${restored[role].volumeId} wait_ms=0`, "FOUND");
  for (const role of which) await one.say(`MOUNT role=${role} mount=${disks[role].mount}`, "MOUNTED");
  return one;
}

const START = "START kind=mariadb role=data name=main";

async function stopped(one: KitProcess): Promise<void> {
  expect(await one.say("STOP", "STOPPED")).toMatch(/^STOPPED cause=ordered left=0/);
  await one.say("BYE", "BYE");
  expect(await one.exited).toBe(0);
  await expectNothingLeft(Object.values(restored), "run-1", 30_000);
}

/** Writes over some bytes of a restored file, as a bad disk would. */
async function damage(role: Role, path: string, at: number): Promise<void> {
  const mount = await command("mktemp", "-d");
  await command("mount", "-o", "loop", restored[role].device, mount);
  const file = await open(join(mount, path), "r+");
  await file.write(Buffer.alloc(64, 0xa5), 0, 64, at);
  await file.sync();
  await file.close();
  await command("umount", mount);
  await command("rmdir", mount);
}

describe("a MariaDB server that was killed in the middle of its work, restored", () => {
  it("is started apart, recovers, is checked by itself, read and asked, and left in order", async () => {
    await restore();
    const one = await mounted();
    expect(await one.say(`${START} series=10.11`, "STARTED")).toMatch(
      new RegExp(
        `^STARTED series=10\\.11 version=10\\.11\\.\\d+ replayed=yes recovered_ms=\\d+ ready_ms=\\d+ data=${dataDir}$`,
      ),
    );
    expect(one.heard.some((line) => /^LOG .*crash recovery/i.test(line))).toBe(true);
    expect(await one.say("VERIFY id=1 kind=tables", "VERIFIED")).toMatch(
      /passed=yes text=\d+ tables, each index with its rows/,
    );
    expect(await one.say("VERIFY id=2 kind=read", "VERIFIED")).toMatch(
      /passed=yes value=\d{5,} text=\d+ rows of \d+ tables/,
    );
    const count = await one.say(sqlLine(3, "select count(*) from pages", "wiki"), "VERIFIED");
    expect(Number(/value=(\d+)/.exec(count)?.[1])).toBeGreaterThanOrEqual(rows);
    expect(await one.say("VERIFY id=4 kind=checksums", "VERIFIED")).toMatch(
      /passed=yes text=every page of \d+ files/,
    );
    // The server was stopped for that, and runs again. Without a name it is the only database of anybody's own.
    const text = Buffer.from("select count(*) from hits").toString("base64").replaceAll("=", "%3D");
    expect(await one.say(`VERIFY id=5 kind=sql sql=${text}`, "VERIFIED")).toContain("passed=yes value=500");
    await stopped(one);
  });

  it("answers one statement that only reads, with one value, or says why not", async () => {
    await restore();
    const one = await mounted();
    await one.say(START, "STARTED");
    let id = 0;
    const ask = (sql: string, answer = "VERIFIED") => one.say(sqlLine(++id, sql, "wiki"), answer);
    expect(await ask("select n from pages where n < 3")).toContain(
      "passed=no text=the query answers several rows",
    );
    expect(await ask("select n, title from pages where n = 1")).toContain(
      "passed=no text=the query answers several columns",
    );
    expect(await ask("select max(n) from pages where n < 0")).toContain(
      "passed=no text=the query answers NULL",
    );
    expect(await ask("select n from pages where n < 0")).toContain("passed=no text=the query answers no row");
    expect(await ask("select n from nowhere")).toMatch(/passed=no text=ERROR 1146/);
    expect(await ask("drop table pages")).toMatch(/passed=no text=ERROR 1792/);
    expect(await ask("delete from pages")).toMatch(/passed=no text=ERROR 1792/);
    expect(await ask("selct 1", "ERR code=no-check")).toContain("the query is no SQL");
    expect(await ask("select 1; select 2", "ERR code=no-check")).toContain("the query is no SQL");
    expect(await ask("select count(*) >= 20000 from pages")).toContain("passed=yes value=1");
    await stopped(one);
  });

  it("says no where pages or tables are damaged", async () => {
    await restore();
    await damage("data", "mysql/wiki/pages.ibd", 16_384 * 20 + 500);
    await damage("data", "mysql/wiki/hits.MYI", 1_100);
    const one = await mounted();
    await one.say(START, "STARTED");
    expect(await one.say("VERIFY id=1 kind=checksums", "VERIFIED")).toMatch(/passed=no text=.*pages\.ibd/);
    const tables = await one.say("VERIFY id=2 kind=tables", "VERIFIED");
    expect(tables).toContain("passed=no");
    expect(tables).toContain("wiki.hits");
    await stopped(one);
  });

  it.each<[string, readonly Role[], string, string]>([
    ["its redo log is not restored", ["data", "undo", "binlog"], START, "ERR code=no-database"],
    ["it is of another series than this server's", roles, `${START} series=10.6`, "ERR code=wrong-version"],
    [
      "it is not where it is said to be",
      roles,
      START.replace("role=data", "role=binlog"),
      "ERR code=no-database",
    ],
  ])("is not started when %s", async (_, which, start, answer) => {
    await restore();
    const one = await mounted(which);
    await one.say(start, answer);
    await stopped(one);
  });

  it("leaves no process and no mount when the kit is killed", async () => {
    await restore();
    const one = await mounted();
    await one.say(START, "STARTED");
    process.kill(one.pid, "SIGKILL");
    await one.exited;
    await expectNothingLeft(Object.values(restored), "run-1", 30_000);
    expect((await readdir("/run")).filter((name) => name === "mysqld")).toEqual([]);
  });
});
