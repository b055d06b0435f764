import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createBackups } from "#store/backups.ts";
import { openDatabase } from "#store/open-database.ts";
import { putBack } from "#store/put-back.ts";
import { createRecords } from "#store/records.ts";
import { openStore } from "#store/store.ts";
import { systemClock } from "#support/clock.ts";
import type { Database } from "#support/database.ts";
import { createWindowSlots } from "#workflows/window-slots.ts";
import { temporaryDatabase, temporaryDirectory } from "./temporary-database.ts";

const signal = new AbortController().signal;
const known = { store: 99 };
const DAY = 86_400_000;

function opened(schedule?: { everyMs: number; keep: number }) {
  const directory = temporaryDirectory();
  const database = temporaryDatabase(join(directory, "store.sqlite"));
  const clock = { at: Date.UTC(2026, 10, 23, 10, 42, 7), now: () => clock.at, monotonic: () => 0 };
  const windowSlots = createWindowSlots(1);
  const to = join(directory, "backups");
  const backups = createBackups({ database, clock, known, windowSlots, directory: to, schedule });
  const records = recordsOf(database);
  return { directory, to, database, clock, windowSlots, backups, records };
}

const recordsOf = (database: Database) =>
  createRecords({ store: openStore(database), clock: systemClock, freeBytes: database.freeBytes });
const note = (subject: string) => ({ actor: "test", act: "noted", subject });

describe("a backup of an open store", () => {
  test("is whole, closed to everybody else, and holds what was written before it", async () => {
    const { directory, backups, records } = opened();
    await records.audit(note("before"));
    const file = join(directory, "copy.sqlite");
    const made = await backups.backUp(file, signal);
    await records.audit(note("after"));
    expect(made).toMatchObject({ file, auditRows: 1, bytes: statSync(file).size });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const copy = temporaryDatabase(file);
    expect(await recordsOf(copy).verifyAudit()).toMatchObject({
      intact: true,
      rows: 1,
      head: made.auditHead,
    });
    expect(await records.verifyAudit()).toMatchObject({ intact: true, rows: 2 });
  });

  test("is never written over anything", async () => {
    const { directory, backups } = opened();
    const file = join(directory, "mine.txt");
    writeFileSync(file, "mine");
    await expect(backups.backUp(file, signal)).rejects.toMatchObject({ kind: "refused" });
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect(readdirSync(directory).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("that cannot be written says so, and the store goes on", async () => {
    const { directory, backups, records } = opened();
    const nowhere = join(directory, "not", "there", "copy.sqlite");
    await expect(backups.backUp(nowhere, signal)).rejects.toMatchObject({ kind: "failed" });
    await records.audit(note("after"));
    expect(await records.verifyAudit()).toMatchObject({ intact: true, rows: 1 });
  });

  test("replaces what an earlier one that was killed has left", async () => {
    const { directory, backups } = opened();
    const file = join(directory, "copy.sqlite");
    writeFileSync(`${file}.part`, "half");
    await backups.backUp(file, signal);
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  test("waits until nothing is frozen", async () => {
    const { directory, backups, windowSlots } = opened();
    const file = join(directory, "copy.sqlite");
    const frozen = Promise.withResolvers<void>();
    const window = windowSlots.within(signal, () => frozen.promise);
    const making = backups.backUp(file, signal);
    // Without a window it would be there after one turn of the event loop.
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect(existsSync(file)).toBe(false);
    frozen.resolve();
    await window;
    await making;
    expect(existsSync(file)).toBe(true);
  });

  test("gives up when it is told to, and leaves nothing", async () => {
    const { directory, backups, windowSlots } = opened();
    const frozen = Promise.withResolvers<void>();
    const window = windowSlots.within(signal, () => frozen.promise);
    const stop = new AbortController();
    const making = backups.backUp(join(directory, "copy.sqlite"), stop.signal);
    stop.abort(new Error("stopped"));
    await expect(making).rejects.toThrow("stopped");
    frozen.resolve();
    await window;
    expect(readdirSync(directory).filter((name) => name.startsWith("copy"))).toEqual([]);
  });
});

describe("by schedule", () => {
  test("one is made when the newest is old enough, and the oldest beyond what is kept go", async () => {
    const { backups, clock, to } = opened({ everyMs: DAY, keep: 2 });
    expect(await backups.backUpIfDue(signal)).toMatchObject({
      file: join(to, "freezeframe-20261123T104207Z.sqlite"),
    });
    clock.at += DAY - 1_000;
    expect(await backups.backUpIfDue(signal)).toBeUndefined();
    for (let day = 0; day < 3; day++) {
      clock.at += DAY;
      expect(await backups.backUpIfDue(signal)).toBeDefined();
    }
    expect(readdirSync(to)).toHaveLength(2);
  });

  test("files of other names stay, and count for nothing", async () => {
    const { backups, to } = opened({ everyMs: DAY, keep: 1 });
    mkdirSync(to);
    writeFileSync(join(to, "freezeframe-notes.sqlite"), "mine");
    await backups.backUpIfDue(signal);
    expect(readdirSync(to)).toHaveLength(2);
  });

  test("one from the future keeps none from being made", async () => {
    const { backups, to } = opened({ everyMs: DAY, keep: 5 });
    mkdirSync(to);
    writeFileSync(join(to, "freezeframe-20271123T104207Z.sqlite"), "");
    expect(await backups.backUpIfDue(signal)).toBeDefined();
  });

  test("without a schedule none is made", async () => {
    const { backups, to } = opened();
    expect(await backups.backUpIfDue(signal)).toBeUndefined();
    expect(existsSync(to)).toBe(false);
  });
});

describe("a store from a backup", () => {
  const prepare = async () => undefined;

  async function backedUp() {
    const { directory, backups, database, records } = opened();
    await records.audit(note("in the backup"));
    const file = join(directory, "copy.sqlite");
    await backups.backUp(file, signal);
    await records.audit(note("lost"));
    return { directory, file, database, store: database.path };
  }

  test("takes the place of the one of before, which is kept aside whole", async () => {
    const { file, database, store } = await backedUp();
    database.close();
    const { aside = "", auditRows } = await putBack(file, store, { clock: systemClock, known, prepare });
    expect(auditRows).toBe(1);
    expect(await recordsOf(temporaryDatabase(store)).verifyAudit()).toMatchObject({ intact: true, rows: 1 });
    expect(await recordsOf(temporaryDatabase(aside)).verifyAudit()).toMatchObject({ intact: true, rows: 2 });
    expect(existsSync(file)).toBe(true);
  });

  test("is not put back while somebody has the store", async () => {
    const { file, store } = await backedUp();
    // In this process SQLite knows of its own locks, too.
    await expect(putBack(file, store, { clock: systemClock, known, prepare })).rejects.toMatchObject({
      kind: "busy",
    });
  });

  test("is refused when a newer version wrote it, and the store stays", async () => {
    const { file, database, store } = await backedUp();
    database.close();
    const old = { clock: systemClock, known: { store: 0 }, prepare };
    await expect(putBack(file, store, old)).rejects.toMatchObject({ kind: "refused" });
    expect(await recordsOf(temporaryDatabase(store)).verifyAudit()).toMatchObject({ rows: 2 });
  });

  test.each(["no store at all", "a row that was written over"])(
    "is refused when it is damaged: %s",
    async (how) => {
      const { file, database, store } = await backedUp();
      database.close();
      if (how === "no store at all") writeFileSync(file, "hello".repeat(1_000));
      else {
        const bytes = readFileSync(file);
        const at = bytes.indexOf("in the backup");
        bytes.write("IN", at);
        chmodSync(file, 0o600);
        writeFileSync(file, bytes);
      }
      await expect(putBack(file, store, { clock: systemClock, known, prepare })).rejects.toMatchObject({
        kind: "refused",
      });
      expect(await recordsOf(temporaryDatabase(store)).verifyAudit()).toMatchObject({ rows: 2 });
    },
  );

  test("replaces a store that cannot be opened any more, and keeps that one, too", async () => {
    const { file, database, store } = await backedUp();
    database.close();
    writeFileSync(store, "rubbish".repeat(1_000));
    const { aside = "" } = await putBack(file, store, { clock: systemClock, known, prepare });
    expect(readFileSync(aside, "utf8")).toContain("rubbish");
    expect(await recordsOf(temporaryDatabase(store)).verifyAudit()).toMatchObject({ intact: true, rows: 1 });
  });

  test("is prepared before it is the store: when that fails, the store of before stays", async () => {
    const { directory, file, database, store } = await backedUp();
    database.close();
    const failing = () => Promise.reject(new Error("not prepared"));
    await expect(putBack(file, store, { clock: systemClock, known, prepare: failing })).rejects.toThrow(
      "not prepared",
    );
    expect(readdirSync(directory).filter((name) => name.includes("restoring"))).toEqual([]);
    expect(await recordsOf(temporaryDatabase(store)).verifyAudit()).toMatchObject({ rows: 2 });
  });

  test("can be put where there is no store", async () => {
    const { directory, file } = await backedUp();
    const store = join(directory, "new", "store.sqlite");
    const { aside } = await putBack(file, store, { clock: systemClock, known, prepare });
    expect(aside).toBeUndefined();
    const database = openDatabase(store, { clock: systemClock });
    expect(await recordsOf(database).verifyAudit()).toMatchObject({ rows: 1 });
    database.close();
  });
});
