import { truncate } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { command } from "../guest-kit/harness/command.ts";
import { expectNothingLeft, processesOf } from "./harness/attached.ts";
import { installRecoveryKit, type RecoveryKit } from "./harness/recovery-kit.ts";
import { found, hello, mounted, type Restored, restore, sqlLine, started } from "./harness/restored.ts";
import { makeSource, type Source } from "./harness/source.ts";

// What goes wrong beside the data is never told as what the data says.

/** Of this file alone: processes are found, and killed, by it. */
const run = `not-the-data-${process.pid}`;

let kit: RecoveryKit;
let source: Source;
let disks: Restored;

beforeAll(async () => {
  kit = await installRecoveryKit();
  source = await makeSource();
});

afterEach(async () => {
  await kit.endAll();
  await expectNothingLeft(disks.all, run);
  await disks[Symbol.asyncDispose]();
});

afterAll(async () => {
  await source?.[Symbol.asyncDispose]();
  await kit?.[Symbol.asyncDispose]();
});

/** As a target that has gone: the device is there, and every read of it fails. */
async function lose({ image, device }: { readonly image: string; readonly device: string }): Promise<void> {
  await truncate(image, 0);
  await command("blockdev", "--flushbufs", device);
}

test("a disk whose storage has gone is not damaged", async () => {
  disks = await restore(source);
  const one = await found(kit, disks, hello(run));
  await lose(disks.config);
  expect(await one.say("CHECK role=config", "ERR")).toMatch(/code=disk-lost role=config /);
  expect(await one.say("CHECK role=data", "CHECKED")).toContain("clean=yes");
});

test("a disk without a file system is told apart from one that cannot be read", async () => {
  disks = await restore(source);
  await command("wipefs", "-aq", disks.data.device);
  await lose(disks.config);
  const one = kit.serve();
  await one.say(hello(run), "HELLO");
  const { config, data } = disks;
  expect(await one.say(`FIND role=config serial=${config.volumeId}`, "ERR")).toContain("code=disk-lost");
  expect(await one.say(`FIND role=data serial=${data.volumeId}`, "ERR")).toContain("code=no-file-system");
});

test("a database that somebody killed has not failed", async () => {
  disks = await restore(source);
  const one = await started(kit, disks, source, hello(run));
  await killPostgresql();
  expect(await one.say(sqlLine(1, "select 1"), "ERR")).toMatch(/code=cannot-run /);
});

test("a database whose disk is lost has not failed", async () => {
  disks = await restore(source);
  const one = await mounted(kit, disks, source, hello(run));
  await lose(disks.data);
  expect(await one.say("START role=data", "ERR")).toMatch(/code=(disk-lost|no-database) /);
});

test("a query that is no SQL, or too slow, says nothing about the data", async () => {
  disks = await restore(source);
  const one = await started(kit, disks, source, hello(run));
  expect(await one.say(sqlLine(1, "selekt 1"), "ERR")).toMatch(/code=no-check .*syntax error/);
  expect(await one.say(`${sqlLine(2, "select pg_sleep(30)::text")} limit_s=1`, "ERR")).toContain(
    "code=too-slow",
  );
  expect(await one.say(sqlLine(3, "select count(*) from no_such_table"), "VERIFIED")).toMatch(
    /passed=no .*does not exist/,
  );
});

test("a data directory without its WAL's directory says no", async () => {
  disks = await restore(source);
  await command("mount", disks.data.device, "/mnt");
  await command("sh", "-c", "rm -r /mnt/15/main/pg_wal");
  await command("umount", "/mnt");
  const one = await mounted(kit, disks, source, hello(run));
  expect(await one.say("START role=data", "ERR")).toMatch(/code=database .*no pg_wal/);
});

/** All of it at once, as the kernel does for want of memory. */
async function killPostgresql(): Promise<void> {
  const processes = await processesOf(run);
  for (const line of processes.filter((one) => one.includes("postgres")))
    process.kill(Number(line.split(" ")[0]), "SIGKILL");
}
