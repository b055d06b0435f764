import { expect, test } from "vitest";
import { fitSummary } from "#workflows/summary.ts";

test("what fits is kept as it is", () => {
  expect(fitSummary(["one", "two"])).toEqual(["one", "two"]);
});

test("what does not fit is left out, and the last line says how much", () => {
  const lines = Array.from({ length: 300 }, (_, n) => `${n}`.padEnd(100, "x"));
  const fitted = fitSummary(lines);
  expect(fitted.slice(0, -1)).toEqual(lines.slice(0, 160));
  expect(fitted.at(-1)).toBe("… and 140 more lines");
});

test("a line that is too long is cut", () => {
  expect(fitSummary(["x".repeat(600)])).toEqual([`${"x".repeat(499)}…`]);
});
