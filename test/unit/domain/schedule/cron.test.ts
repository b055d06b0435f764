import { expect, test } from "vitest";
import { cronProblem } from "#config/cron.ts";
import { Schedule } from "#domain/manifest/schedule.ts";
import { blackoutWindows } from "#domain/schedule/blackout.ts";
import { readCron } from "#domain/schedule/cron.ts";
import { longestGap } from "#domain/schedule/longest-gap.ts";

const HOUR = 3_600_000;

test.each([
  ["0 */2 * * *", 2],
  ["*/15 * * * *", 0.25],
  ["0 5 * * 0", 7 * 24],
  ["0 8-18 * * *", 14],
  ["0 8-18 * * 1-5", 62],
  ["0 0 1 * *", 31 * 24],
  ["0 6,7 * * *", 23],
  ["0 0 1 1 *", 366 * 24],
  ["0 0 L * *", 31 * 24],
  ["0 0 * * 5L", 35 * 24],
  ["0 5 1-7 * sun", 35 * 24],
])("the slots of %s are at most %d hours apart", (expression, hours) => {
  expect(longestGap(readCron(expression), [])).toBe(hours * HOUR);
});

test("a blackout makes the gap longer", () => {
  const gap = (...windows: string[]) => longestGap(readCron("0 * * * *"), blackoutWindows(windows));
  expect(gap("08:00-10:00")).toBe(3 * HOUR);
  expect(gap("Sat-Sun 00:00-24:00")).toBe(49 * HOUR);
  expect(gap("00:00-24:00")).toBeUndefined();
});

test.each([
  ["", "five fields"],
  ["0 * * *", "five fields"],
  ["0 0 * * * *", "five fields"],
  ["@daily", "five fields"],
  ["0 25 * * *", 'hour takes 0 to 23, ranges, lists and \\*/STEP, not "25"'],
  ["0 0 30 2 *", "there is no such day"],
  ["0 0 1 * 0#2", "there is no such day"],
  ["a b c d e", "minute takes"],
  ["0 0 * * 8", "day of week takes"],
  ["5/15 * * * *", "write 5-59/15"],
  ["0 0 * * fri-mon", "ascend"],
  ["0 22-4 * * *", "ascend"],
  ["*/0 * * * *", "steps from 1"],
  ["*/61 * * * *", "steps from 1 to 60"],
  ["0 0 15W * *", "day of month"],
  ["0 0 ? * *", "day of month"],
  ["0 0 L-3 * *", "day of month"],
  ["0 0 * * 1,", "day of week"],
  ["0 0 * january *", "month takes"],
  ["0 0 * * 1-5#2", "day of week"],
])("%j is refused with a word", (text, why) => {
  const read = Schedule.safeParse({ snapshot: text });
  expect(read.error?.issues[0]?.message).toMatch(new RegExp(`^expected a cron expression.*${why}.*, got "`));
});

test.each([
  "0 */2 * * *",
  "0 5 * * sun",
  "0 0 L * *",
  "5 4 * jan,jul 1-5",
  "0 5 * * 0#1",
  "10-50/20 * * * 7",
])("%j is a cron expression, for us and for the cron library", (text) => {
  expect(Schedule.safeParse({ snapshot: text }).success).toBe(true);
  expect(cronProblem(text)).toBeUndefined();
});

test("what the cron library does not take is told", () => {
  expect(cronProblem("0 25 * * *")).toBe("expected a cron expression; its hour is wrong");
});
