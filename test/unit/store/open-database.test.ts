import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "#store/open-database.ts";
import { networkFileSystemName } from "#store/private-directory.ts";
import { systemClock } from "#support/clock.ts";
import { temporaryDatabase, temporaryDirectory } from "./temporary-database.ts";

const holder = fileURLToPath(new URL("holder.ts", import.meta.url));
const clock = systemClock;

async function holdInAnotherProcess(path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [holder, path], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line]: unknown[] = await once(child.stdout, "data");
  expect(String(line)).toBe("open\n");
  return child;
}

const refused = (path: string): string =>
  spawnSync(process.execPath, [holder, path], { encoding: "utf8" }).stdout;

describe("a second process", () => {
  it("is refused with a sentence that says who has the store", async () => {
    const path = join(temporaryDirectory(), "store.db");
    const child = await holdInAnotherProcess(path);
    const opening = (): unknown => openDatabase(path, { clock });
    expect(opening).toThrow(expect.objectContaining({ kind: "busy" }));
    expect(opening).toThrow(
      new RegExp(`in use by process ${child.pid} on ${hostname()}, since 20\\d\\d-.*Z$`),
    );
    // The refused one must not have taken the words away.
    expect(opening).toThrow(`process ${child.pid} `);
  });

  it("gets the store as soon as the first has gone, whether it closed or was killed", async () => {
    const path = join(temporaryDirectory(), "store.db");
    const closing = await holdInAnotherProcess(path);
    closing.stdin?.end();
    await once(closing, "exit");
    expect(existsSync(`${path}.owner`)).toBe(false);
    const killed = await holdInAnotherProcess(path);
    killed.kill("SIGKILL");
    await once(killed, "exit");
    openDatabase(path, { clock }).close();
  });

  it("is refused by the process that has it, too, and names that one although a killed one's words were left", async () => {
    const path = join(temporaryDirectory(), "store.db");
    const killed = await holdInAnotherProcess(path);
    killed.kill("SIGKILL");
    await once(killed, "exit");
    expect(readFileSync(`${path}.owner`, "utf8")).toContain(String(killed.pid));
    temporaryDatabase(path);
    expect(refused(path)).toContain(`in use by process ${process.pid} on `);
  });

  it("names nobody rather than a dead process, and survives a side file full of nonsense", async () => {
    const path = join(temporaryDirectory(), "store.db");
    const child = await holdInAnotherProcess(path);
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    writeFileSync(
      `${path}.owner`,
      JSON.stringify({ pid: dead, host: hostname(), since: "2026-11-23T10:42:07.310Z" }),
    );
    expect(refused(path)).toContain("in use by another process (it has not said yet which one)");
    writeFileSync(`${path}.owner`, "\0\0\0");
    expect(refused(path)).toContain("in use by another process (it has not said yet which one)");
    expect(child.exitCode).toBeNull();
  });
});

describe("the store's files", () => {
  it("are closed to everyone else, and so is a directory that had to be made", () => {
    const directory = join(temporaryDirectory(), "a", "b");
    const database = temporaryDatabase(join(directory, "store.db"));
    database.write((sql) => sql.exec("CREATE TABLE t (x)"));
    expect((statSync(directory).mode & 0o777).toString(8)).toBe("700");
    const files = readdirSync(directory);
    expect(files).toEqual(expect.arrayContaining(["store.db", "store.db-wal", "store.db.owner"]));
    for (const file of files) expect((statSync(join(directory, file)).mode & 0o777).toString(8)).toBe("600");
  });

  it("are closed again when somebody opened them", () => {
    const path = join(temporaryDirectory(), "store.db");
    openDatabase(path, { clock }).close();
    chmodSync(path, 0o644);
    temporaryDatabase(path);
    expect((statSync(path).mode & 0o777).toString(8)).toBe("600");
  });

  it("are not put into a directory that others may enter", () => {
    const directory = join(temporaryDirectory(), "open");
    mkdirSync(directory);
    chmodSync(directory, 0o755);
    const opening = (): unknown => openDatabase(join(directory, "store.db"), { clock });
    expect(opening).toThrow(/has mode 755, expected 700/);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("must be SQLite's", () => {
    const path = join(temporaryDirectory(), "store.db");
    writeFileSync(path, "this is a shopping list, not a database\n".repeat(100));
    expect(() => openDatabase(path, { clock })).toThrow(expect.objectContaining({ kind: "refused" }));
  });

  it("must not lie on a network file system", () => {
    // Types as statfs(2) gives them; CIFS may come as a negative number.
    expect([0x6969, 0xff534d42, 0xff534d42 | 0, 0x65735546].map(networkFileSystemName)).toEqual([
      "NFS",
      "CIFS",
      "CIFS",
      "FUSE",
    ]);
    expect([0xef53, 0x58465342, 0x01021994, 0x794c7630].map(networkFileSystemName)).toEqual(
      Array(4).fill(undefined),
    );
  });
});

describe("durability", () => {
  it("is WAL with an exclusive lock, where SQLite leaves the sync after a commit to us", () => {
    const pragma = (name: string): unknown =>
      Object.values(database.read((sql) => sql.prepare(`PRAGMA ${name}`).get()) ?? {})[0];
    const database = temporaryDatabase();
    expect([pragma("journal_mode"), pragma("synchronous"), pragma("locking_mode")]).toEqual([
      "wal",
      1,
      "exclusive",
    ]);
  });

  it("rolls a change back whole when the change itself throws", () => {
    const database = temporaryDatabase();
    database.write((sql) => sql.exec("CREATE TABLE t (x)"));
    const change = (): unknown =>
      database.write((sql) => {
        sql.exec("INSERT INTO t VALUES (1)");
        throw new Error("changed my mind");
      });
    expect(change).toThrow("changed my mind");
    expect(database.read((sql) => sql.prepare("SELECT count(*) AS n FROM t").get())).toEqual({ n: 0 });
  });

  it("stops the process for whatever SQLite reports, in a write and in a read", () => {
    const database = temporaryDatabase();
    expect(() => database.write((sql) => sql.exec("INSERT INTO nowhere VALUES (1)"))).toThrow("fail-stop");
    expect(() => database.read((sql) => sql.exec("SELECT * FROM nowhere"))).toThrow("fail-stop");
  });

  it("refuses a write inside a write", () => {
    const database = temporaryDatabase();
    expect(() => database.write(() => database.write(() => 1))).toThrow("write() inside write()");
    expect(database.write(() => 2)).toBe(2);
  });

  it("knows how many bytes are left, by the disk or by SQLite's own limit", () => {
    const database = temporaryDatabase();
    expect(database.freeBytes()).toBeGreaterThan(1024 * 1024);
    database.write((sql) => sql.exec("CREATE TABLE t (x)"));
    database.read((sql) => sql.exec("PRAGMA max_page_count = 12"));
    expect(database.freeBytes()).toBe(10 * 4096);
  });
});

describe("migrations", () => {
  it("are applied once, in order, each part for itself", () => {
    const path = join(temporaryDirectory(), "store.db");
    const one = "CREATE TABLE t (x); INSERT INTO t VALUES (1);";
    const first = temporaryDatabase(path);
    first.migrate("store", [one]);
    first.migrate("engine", ["CREATE TABLE e (x)"]);
    first.close();
    const second = temporaryDatabase(path);
    second.migrate("store", [one, "INSERT INTO t VALUES (2)"]);
    expect(second.read((sql) => sql.prepare("SELECT x FROM t ORDER BY x").all())).toEqual([
      { x: 1 },
      { x: 2 },
    ]);
  });

  it("refuse a file that a newer version wrote, and leave it as it is", () => {
    const path = join(temporaryDirectory(), "store.db");
    const newer = temporaryDatabase(path);
    newer.migrate("store", ["CREATE TABLE a (x)", "CREATE TABLE b (x)"]);
    newer.close();
    const older = temporaryDatabase(path);
    const migrate = (): void => older.migrate("store", ["CREATE TABLE a (x)"]);
    expect(migrate).toThrow(expect.objectContaining({ kind: "refused" }));
    expect(migrate).toThrow(
      /has schema store 2, but this Freezeframe knows store up to 1: a newer version wrote it/,
    );
    expect(older.read((sql) => sql.prepare("SELECT version FROM schema_part").all())).toEqual([
      { version: 2 },
    ]);
  });

  it("leave nothing behind when one of them fails", () => {
    const database = temporaryDatabase();
    expect(() => database.migrate("store", ["CREATE TABLE a (x)", "no SQL"])).toThrow("fail-stop");
    database.close();
    const again = temporaryDatabase(database.path);
    expect(again.read((sql) => sql.prepare("SELECT name FROM sqlite_master").all())).toEqual([]);
  });
});
