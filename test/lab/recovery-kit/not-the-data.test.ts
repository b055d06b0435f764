import { truncate } from "node:fs/promises";
import { expect, test } from "vitest";
import { command } from "../guest-kit/harness/command.ts";
import { processesOf } from "./harness/attached.ts";
import { recoveryHouse } from "./harness/recovery-house.ts";
import { found, hello, mounted, sqlLine, started } from "./harness/restored.ts";

// What goes wrong beside the data is never told as what the data says.

const house = recoveryHouse();

/** As a target that has gone: the device is there, and every read of it fails. */
async function lose({ image, device }: { readonly image: string; readonly device: string }): Promise<void> {
  await truncate(image, 0);
  await command("blockdev", "--flushbufs", device);
}

test("a disk whose storage has gone is not damaged", async () => {
  await house.restore();
  const one = await found(house);
  await lose(house.disks.config);
  expect(await one.say("CHECK role=config", "ERR")).toMatch(/code=disk-lost role=config /);
  expect(await one.say("CHECK role=data", "CHECKED")).toContain("clean=yes");
});

test("a disk without a file system is told apart from one that cannot be read", async () => {
  await house.restore();
  await command("wipefs", "-aq", house.disks.data.device);
  await lose(house.disks.config);
  const one = house.kit.serve();
  await one.say(hello(house.run), "HELLO");
  const { config, data } = house.disks;
  expect(await one.say(`FIND role=config serial=${config.volumeId}`, "ERR")).toContain("code=disk-lost");
  expect(await one.say(`FIND role=data serial=${data.volumeId}`, "ERR")).toContain("code=no-file-system");
});

test("a database that somebody killed has not failed", async () => {
  await house.restore();
  const one = await started(house);
  await killPostgresql();
  expect(await one.say(sqlLine(1, "select 1"), "ERR")).toMatch(/code=cannot-run /);
});

test("a database whose disk is lost has not failed", async () => {
  await house.restore();
  const one = await mounted(house);
  await lose(house.disks.data);
  expect(await one.say("START role=data", "ERR")).toMatch(/code=(disk-lost|no-database) /);
});

test("a query that is no SQL, or too slow, says nothing about the data", async () => {
  await house.restore();
  const one = await started(house);
  expect(await one.say(sqlLine(1, "selekt 1"), "ERR")).toMatch(/code=no-check .*syntax error/);
  expect(await one.say(`${sqlLine(2, "select pg_sleep(30)::text")} limit_s=1`, "ERR")).toContain(
    "code=too-slow",
  );
  expect(await one.say(sqlLine(3, "select count(*) from no_such_table"), "VERIFIED")).toMatch(
    /passed=no .*does not exist/,
  );
});

test("a data directory without its WAL's directory says no", async () => {
  await house.restore();
  await command("mount", house.disks.data.device, "/mnt");
  await command("sh", "-c", "rm -r /mnt/15/main/pg_wal");
  await command("umount", "/mnt");
  const one = await mounted(house);
  expect(await one.say("START role=data", "ERR")).toMatch(/code=database .*no pg_wal/);
});

/** All of it at once, as the kernel does for want of memory. */
async function killPostgresql(): Promise<void> {
  const processes = await processesOf(house.run);
  for (const line of processes.filter((one) => one.includes("postgres")))
    process.kill(Number(line.split(" ")[0]), "SIGKILL");
}
