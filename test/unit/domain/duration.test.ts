import { expect, test } from "vitest";
import { Duration, describeDuration } from "#domain/duration.ts";

test.each([
  ["250ms", 250],
  ["10s", 10_000],
  ["1.5m", 90_000],
  ["4h", 14_400_000],
  ["2d", 172_800_000],
  ["1w", 604_800_000],
  ["0s", 0],
])("%s is %i ms", (text, ms) => {
  expect(Duration.parse(text)).toBe(ms);
});

test.each(["10", "", "s", "10 s", "-1s", "1e3s", "10sec", "10S", "1h30m", "NaNs", ".5s", " 10s"])(
  "%j is refused: a duration carries one unit",
  (text) => {
    expect(Duration.safeParse(text).error?.issues[0]?.message).toContain("expected a duration with a unit");
  },
);

test.each([10, null, undefined, {}])("%j is no duration", (value) => {
  expect(Duration.safeParse(value).success).toBe(false);
});

test.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [1_000, "1 s"],
  [4_249, "4.2 s"],
  [60_000, "1 min"],
  [3_600_000, "1 h"],
  [172_799_000, "48 h"],
  [172_800_000, "2 d"],
])("%i ms are told as %s", (ms, text) => {
  expect(describeDuration(ms)).toBe(text);
});
