import { closeSync, fstatSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createLogSync } from "#store/log-sync.ts";
import { temporaryDirectory } from "./temporary-database.ts";

const turn = () => new Promise(setImmediate);

/** A log whose syncs end when the test says so. */
function slowLog() {
  const path = join(temporaryDirectory(), "log");
  writeFileSync(path, "");
  const syncs: PromiseWithResolvers<void>[] = [];
  const files: number[] = [];
  const sync = (file: number) => {
    files.push(file);
    const one = Promise.withResolvers<void>();
    syncs.push(one);
    return one.promise;
  };
  const failStop = (error: unknown): never => {
    throw new Error("fail-stop", { cause: error });
  };
  const log = createLogSync(path, { failStop, sync });
  const told: string[] = [];
  const ask = (name: string) => log.durable().then(() => void told.push(name));
  return { log, syncs, files, told, ask };
}

it("says that a write is on disk only after a sync that began later than the write", async () => {
  const { log, syncs, told, ask } = slowLog();
  log.wrote();
  void ask("first");
  log.wrote();
  void ask("second");
  expect(syncs.length).toBe(1);
  syncs[0]?.resolve();
  await turn();
  expect(told).toEqual(["first"]);
  expect(syncs.length).toBe(2);
  syncs[1]?.resolve();
  await turn();
  expect(told).toEqual(["first", "second"]);
});

it("serves everybody who asked before it began with one sync", async () => {
  const { log, syncs, told, ask } = slowLog();
  log.wrote();
  void ask("0");
  for (const name of ["1", "2", "3"]) {
    log.wrote();
    void ask(name);
  }
  syncs[0]?.resolve();
  await turn();
  syncs[1]?.resolve();
  await turn();
  expect(told).toEqual(["0", "1", "2", "3"]);
  expect(syncs.length).toBe(2);
});

it("syncs nothing when nothing was written, and lets nobody go ahead of a sync that goes on", async () => {
  const { log, syncs, told, ask } = slowLog();
  await ask("nothing");
  log.wrote();
  void ask("writer");
  void ask("reader");
  await turn();
  expect(told).toEqual(["nothing"]);
  expect(syncs.length).toBe(1);
  syncs[0]?.resolve();
  await turn();
  expect(told).toEqual(["nothing", "writer", "reader"]);
  await ask("again");
  expect(syncs.length).toBe(1);
});

it("stops the process when the disk fails", async () => {
  const { log, syncs } = slowLog();
  log.wrote();
  const durable = log.durable();
  syncs[0]?.reject(new Error("EIO"));
  await expect(durable).rejects.toThrow("fail-stop");
  log.wrote();
  await expect(log.durable()).rejects.toThrow("fail-stop");
});

it("tells nobody anything once it is closed, and gives its file back when the last sync has ended", async () => {
  const { log, syncs, files, told, ask } = slowLog();
  log.wrote();
  void ask("under way");
  log.wrote();
  void ask("waiting");
  log.close();
  void ask("late");
  const [file = -1] = files;
  expect(fstatSync(file).isFile()).toBe(true);
  syncs[0]?.resolve();
  await turn();
  expect(told).toEqual([]);
  expect(syncs.length).toBe(1);
  expect(() => fstatSync(file)).toThrow("EBADF");
});

it("gives its file back at once when nothing is under way", () => {
  const { log } = slowLog();
  const before = nextDescriptor();
  log.close();
  log.close();
  expect(nextDescriptor()).toBeLessThan(before);
});

/** The kernel gives out the lowest one that is free. */
function nextDescriptor(): number {
  const file = openSync("/dev/null", "r");
  closeSync(file);
  return file;
}
