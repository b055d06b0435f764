import { expect, test } from "vitest";
import { cronProblem, longestGap } from "#config/cron.ts";

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
])("the slots of %s are at most %d hours apart", (expression, hours) => {
  expect(longestGap(expression)).toBe(hours * HOUR);
});

test("days that only the cron library can name have no known gap", () => {
  expect(longestGap("0 0 L * *")).toBeUndefined();
  expect(longestGap("0 0 * * 5L")).toBeUndefined();
});

test.each(["", "0 * * *", "0 0 * * * *", "@daily", "0 25 * * *", "0 0 30 2 *", "a b c d e", "0 0 * * 8"])(
  "%j is no cron expression of five fields",
  (text) => {
    expect(cronProblem(text)).toMatch(/^expected a cron expression/);
  },
);

test.each(["0 */2 * * *", "0 5 * * sun", "0 0 L * *", "5 4 * jan,jul 1-5"])(
  "%j is a cron expression",
  (text) => {
    expect(cronProblem(text)).toBeUndefined();
  },
);
