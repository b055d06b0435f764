import { expect, test } from "vitest";
import type { Operations } from "#operations/index.ts";
import { createLog } from "#support/log.ts";
import { startCron } from "#surfaces/cron/cron.ts";

const log = createLog({ level: "silent" });

test("schedules are looked at as soon as it is started, and its end waits for nothing", async () => {
  const signals: AbortSignal[] = [];
  const lookAtSchedules: Operations["lookAtSchedules"] = (signal) => {
    signals.push(signal);
    return new Promise(() => undefined);
  };
  let listening = 0;
  const onSchedule: Operations["onSchedule"] = () => {
    listening += 1;
    return () => {
      listening -= 1;
    };
  };
  const cron = startCron({ operations: { lookAtSchedules, onSchedule }, log });
  expect([signals.length, listening]).toEqual([1, 1]);
  expect(signals[0]?.aborted).toBe(false);
  cron[Symbol.dispose]();
  expect([signals[0]?.aborted, listening]).toEqual([true, 0]);
});

test("a look that fails is not the end of the bot", async () => {
  const failed = Promise.withResolvers<void>();
  const lookAtSchedules: Operations["lookAtSchedules"] = async () => {
    failed.resolve();
    throw new Error("the store is away");
  };
  using _cron = startCron({ operations: { lookAtSchedules, onSchedule: () => () => undefined }, log });
  await failed.promise;
});
