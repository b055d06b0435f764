import { expect, it } from "vitest";
import { nextLookMs } from "#support/next-look.ts";

it("looks soon at first, then adds at most a thirtieth of what it took, and never more than the longest pause", () => {
  expect(nextLookMs(0, 10_000)).toBe(20);
  expect(nextLookMs(6_000, 10_000)).toBe(200);
  expect(nextLookMs(600_000, 10_000)).toBe(10_000);
  expect(nextLookMs(0, 1)).toBe(1);
});

it("takes some hundred looks at what takes ten minutes, not thousands", () => {
  let [since, looks] = [0, 0];
  while (since < 600_000) {
    since += nextLookMs(since, 10_000);
    looks += 1;
  }
  expect(looks).toBeLessThan(300);
});
