import { expect, test } from "vitest";
import { kitKnows } from "#support/ssh/kit-version.ts";

test.each([
  ["1.2.0", "1.2.0", true],
  ["1.10.0", "1.2.0", true],
  ["2.0.0", "1.2.0", true],
  ["1.2.1", "1.2.0", true],
  ["1.1.9", "1.2.0", false],
  ["0.9.0", "1.2.0", false],
  ["unknown", "1.2.0", false],
])("a kit of version %s knows what is there since %s: %s", (kit, since, knows) => {
  expect(kitKnows(kit, since)).toBe(knows);
});
