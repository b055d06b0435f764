import fc from "fast-check";
import { expect, test } from "vitest";
import { atMost, fitLines, fitted } from "#surfaces/slack/fit.ts";

test("what fits is left alone, what does not ends in an ellipsis", () => {
  expect(fitted("abc", 3)).toBe("abc");
  expect(fitted("abcd", 3)).toBe("ab…");
});

test("lines are left out whole, and counted", () => {
  expect(fitLines(["one", "two"], 100)).toBe("one\ntwo");
  expect(fitLines(["one", "two", "threethree", "fourfour"], 24)).toBe("one\ntwo\n… and 2 more");
});

test("lines never exceed their room", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 40 }), { maxLength: 60 }),
      fc.integer({ min: 60, max: 300 }),
      (lines, max) => {
        expect(fitLines(lines, max).length).toBeLessThanOrEqual(max);
      },
    ),
  );
});

test("a list says how many it leaves out", () => {
  expect(atMost([1, 2, 3], 2, String)).toEqual(["1", "2", "… and 1 more"]);
  expect(atMost([1, 2], 2, String)).toEqual(["1", "2"]);
});
