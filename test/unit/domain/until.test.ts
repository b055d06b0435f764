import fc from "fast-check";
import { expect, test } from "vitest";
import { parseUntil } from "#domain/until.ts";

const now = Date.parse("2026-11-23T10:00:00Z");
const hour = 3_600_000;

test.each([
  ["2h", now + 2 * hour],
  ["for 2h", now + 2 * hour],
  ["For  2h", now + 2 * hour],
  ["until 2h", now + 2 * hour],
  [" 30m ", now + hour / 2],
  ["1.5d", now + 36 * hour],
  ["0h", now],
  ["2026-11-24T06:00Z", now + 20 * hour],
  ["until 2026-11-24T06:00Z", now + 20 * hour],
  ["2026-11-24T07:00+01:00", now + 20 * hour],
  ["2026-11-24T00:30:00-05:30", now + 20 * hour],
  ["2026-11-24T06:00:00.250Z", now + 20 * hour + 250],
  // Leap day of a leap year.
  ["2028-02-29T00:00Z", Date.UTC(2028, 1, 29)],
])("%j is a time", (text, expected) => {
  expect(parseUntil(text, now)).toBe(expected);
});

test.each([
  ["2", "it has no unit"],
  ["2026", "it has no unit"],
  ["2026-11-24", "it has neither a time of day nor a zone"],
  ["2026-11-24T06:00", "it has no zone"],
  ["2026-11-24T06:00:00", "it has no zone"],
  ["2026-02-30T06:00Z", "is no time to wait until"],
  ["2027-02-29T06:00Z", "is no time to wait until"],
  ["2026-11-24T24:00Z", "is no time to wait until"],
  ["2026-11-24T06:60Z", "is no time to wait until"],
  ["2026-11-24 06:00Z", "is no time to wait until"],
  ["2026-11-24T06Z", "is no time to wait until"],
  ["tomorrow", "is no time to wait until"],
  ["18:00", "is no time to wait until"],
  ["-2h", "is no time to wait until"],
  ["2h30m", "is no time to wait until"],
  ["2 h", "is no time to wait until"],
  ["for", "is no time to wait until"],
  ["until for 2h", "is no time to wait until"],
  ["", "is no time to wait until"],
  [`${"9".repeat(30)}w`, "is no time to wait until"],
  [`${"9".repeat(400)}w`, "is no time to wait until"],
])("%j is refused with examples", (text, why) => {
  expect(() => parseUntil(text, now)).toThrow(
    expect.objectContaining({
      kind: "invalid-input",
      message: expect.stringContaining(why),
      next: expect.stringMatching(/2h.*2026-11-24T06:00Z/),
    }),
  );
});

test("whatever is written, it is a moment that a date can name, or refused in words", () => {
  const words = fc.oneof(fc.string(), fc.stringMatching(/^(for |until )?[0-9TZ:+.\-hdwms]{0,30}$/));
  fc.assert(
    fc.property(words, (text) => {
      try {
        expect(Number.isNaN(new Date(parseUntil(text, now)).getTime())).toBe(false);
      } catch (error) {
        expect(error).toMatchObject({ kind: "invalid-input" });
      }
    }),
  );
});
