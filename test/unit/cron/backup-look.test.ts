import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { createLog } from "#support/log.ts";
import { createBackupLook } from "#surfaces/cron/backup-look.ts";

const log = createLog({ level: "silent" });
const { signal } = new AbortController();

test("one backup at a time, however often it is looked", async () => {
  const made = Promise.withResolvers<undefined>();
  let begun = 0;
  const backUpIfDue = () => {
    begun += 1;
    return made.promise;
  };
  const look = createBackupLook({ backUpIfDue }, log, signal);
  look();
  look();
  expect(begun).toBe(1);
  made.resolve(undefined);
  await setImmediate();
  look();
  expect(begun).toBe(2);
});

test("after a failure it is left alone for an hour of looks", async () => {
  let begun = 0;
  const backUpIfDue = () => {
    begun += 1;
    return Promise.reject(new Error("the disk is full"));
  };
  const look = createBackupLook({ backUpIfDue }, log, signal);
  const looks = async (many: number) => {
    for (let minute = 0; minute < many; minute++) {
      look();
      await setImmediate();
    }
  };
  await looks(60);
  expect(begun).toBe(1);
  await looks(1);
  expect(begun).toBe(2);
});
