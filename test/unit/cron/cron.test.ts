import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Operations } from "#operations/index.ts";
import { systemClock } from "#support/clock.ts";
import { createLog } from "#support/log.ts";
import { startCron } from "#surfaces/cron/cron.ts";

const log = createLog({ level: "silent" });
const clock = systemClock;
const nothing = {
  lookAtSchedules: async () => [],
  onSchedule: () => () => undefined,
  onReload: () => () => undefined,
  watchObjectives: async () => [],
  onIncident: () => () => undefined,
  backUpIfDue: async () => undefined,
  watchDrift: async () => [],
  lookAtRetention: async () => [],
  onRetention: () => () => undefined,
  onRun: () => () => undefined,
};

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
  const cron = startCron({ operations: { ...nothing, lookAtSchedules, onSchedule }, clock, log });
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
  const watched = Promise.withResolvers<void>();
  const watchObjectives: Operations["watchObjectives"] = async () => {
    watched.resolve();
    return [];
  };
  using cron = startCron({ operations: { ...nothing, lookAtSchedules, watchObjectives }, clock, log });
  await failed.promise;
  // What is missed is told all the same.
  await watched.promise;
  await expect.poll(() => cron.unwell()).toBe("schedules or objectives could not be looked at");
});

test("what retention could not look at is told by its name", async () => {
  const lookAtRetention = async () => [{ application: "orders-db", error: new Error("the cloud is away") }];
  using cron = startCron({ operations: { ...nothing, lookAtRetention }, clock, log });
  await expect.poll(() => cron.unwell()).toBe("retention could not be looked at");
});

test("objectives are watched after schedules have begun what is due", async () => {
  const order: string[] = [];
  const watched = Promise.withResolvers<void>();
  const operations = {
    ...nothing,
    lookAtSchedules: async () => {
      await setImmediate();
      order.push("schedules");
      return [];
    },
    watchObjectives: async () => {
      order.push("objectives");
      watched.resolve();
      return [];
    },
  };
  using cron = startCron({ operations, clock, log });
  await watched.promise;
  expect([order, cron.unwell()]).toEqual([["schedules", "objectives"], undefined]);
});

test("a reload has them looked at: a schedule that it brought begins at once", async () => {
  let looks = 0;
  let reloaded: Parameters<Operations["onReload"]>[0] = () => undefined;
  const operations = {
    ...nothing,
    lookAtSchedules: async () => {
      looks += 1;
      return [];
    },
    onReload: (listener: typeof reloaded) => {
      reloaded = listener;
      return () => undefined;
    },
  };
  using _cron = startCron({ operations, clock, log });
  reloaded({ by: "SIGHUP", diff: { added: ["orders-db"], removed: [], changed: [] } });
  await expect.poll(() => looks).toBe(2);
});

test("a bot that has not looked for minutes is not well", () => {
  const time = { at: 0, monotonic: () => time.at };
  const lookAtSchedules = () => new Promise<never>(() => undefined);
  using cron = startCron({ operations: { ...nothing, lookAtSchedules }, clock: time, log });
  expect(cron.unwell()).toBeUndefined();
  time.at = 301_000;
  expect(cron.unwell()).toContain("not looked at for minutes");
});
