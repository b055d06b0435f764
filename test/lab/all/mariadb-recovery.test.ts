import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { command } from "../guest-kit/harness/command.ts";
import { type MariadbRole, mariadbRoles } from "../guest-kit/harness/mariadb-disks.ts";
import { expectNothingLeft } from "../recovery-kit/harness/attached.ts";
import { makeMariadbSource, restoreMariadb } from "../recovery-kit/harness/mariadb-source.ts";
import { recoveryHouseOf } from "../recovery-kit/harness/recovery-house.ts";
import type { KitProcess } from "../recovery-kit/harness/recovery-kit.ts";
import { hello, sqlLine } from "../recovery-kit/harness/restored.ts";

const house = recoveryHouseOf(makeMariadbSource, restoreMariadb);

/** A conversation in which these volumes are mounted as in production. */
async function mounted(which: readonly MariadbRole[] = mariadbRoles): Promise<KitProcess> {
  const one = house.kit.serve();
  expect(await one.say(hello(house.run), "HELLO")).toMatch(/ mariadb=1\d\.\d+ /);
  for (const role of which)
    await one.say(`FIND role=${role} serial=${house.disks.of[role].volumeId} wait_ms=0`, "FOUND");
  for (const role of which)
    await one.say(`MOUNT role=${role} mount=${house.source.disks.mounts[role]}`, "MOUNTED");
  return one;
}

const START = "START kind=mariadb role=data name=main";

async function stopped(one: KitProcess): Promise<void> {
  expect(await one.say("STOP", "STOPPED")).toMatch(/^STOPPED cause=ordered left=0/);
  await one.say("BYE", "BYE");
  expect(await one.exited).toBe(0);
  await expectNothingLeft(house.disks.all, house.run, 30_000);
}

/** Writes over some bytes of a restored file, as a bad disk would. */
async function damage(role: MariadbRole, path: string, at: number): Promise<void> {
  const mount = await command("mktemp", "-d");
  await command("mount", "-o", "loop", house.disks.of[role].device, mount);
  const file = await open(join(mount, path), "r+");
  await file.write(Buffer.alloc(64, 0xa5), 0, 64, at);
  await file.sync();
  await file.close();
  await command("umount", mount);
  await command("rmdir", mount);
}

describe("a MariaDB server that was killed in the middle of its work, restored", () => {
  it("is started apart, recovers, is checked by itself, read and asked, and left in order", async () => {
    await house.restore();
    const one = await mounted();
    expect(await one.say(`${START} series=10.11`, "STARTED")).toMatch(
      new RegExp(
        `^STARTED series=10\\.11 version=10\\.11\\.\\d+ replayed=yes recovered_ms=\\d+ ready_ms=\\d+ data=${house.source.dataDir}$`,
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
    expect(Number(/value=(\d+)/.exec(count)?.[1])).toBeGreaterThanOrEqual(house.source.rows);
    expect(await one.say("VERIFY id=4 kind=checksums", "VERIFIED")).toMatch(
      /passed=yes text=every page of \d+ files/,
    );
    // The server was stopped for that, and runs again. Without a name it is the only database of anybody's own.
    const text = Buffer.from("select count(*) from hits").toString("base64").replaceAll("=", "%3D");
    expect(await one.say(`VERIFY id=5 kind=sql sql=${text}`, "VERIFIED")).toContain("passed=yes value=500");
    await stopped(one);
  });

  it("answers one statement that only reads, with one value, or says why not", async () => {
    await house.restore();
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
    await house.restore();
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

  it.each<[string, readonly MariadbRole[], string, string]>([
    ["its redo log is not restored", ["data", "undo", "binlog"], START, "ERR code=no-database"],
    [
      "it is of another series than this server's",
      mariadbRoles,
      `${START} series=10.6`,
      "ERR code=wrong-version",
    ],
    [
      "it is not where it is said to be",
      mariadbRoles,
      START.replace("role=data", "role=binlog"),
      "ERR code=no-database",
    ],
  ])("is not started when %s", async (_, which, start, answer) => {
    await house.restore();
    const one = await mounted(which);
    await one.say(start, answer);
    await stopped(one);
  });

  it("leaves no process and no mount when the kit is killed", async () => {
    await house.restore();
    const one = await mounted();
    await one.say(START, "STARTED");
    process.kill(one.pid, "SIGKILL");
    await one.exited;
    await expectNothingLeft(house.disks.all, house.run, 30_000);
    expect((await readdir("/run")).filter((name) => name === "mysqld")).toEqual([]);
  });
});
