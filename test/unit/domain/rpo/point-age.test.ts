import fc from "fast-check";
import { expect, test } from "vitest";
import { type PointAge, pointAge } from "#domain/rpo/point-age.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 23, 12);

const late = (change: Partial<PointAge> = {}): PointAge => ({
  application: "orders",
  now: NOW,
  rpoMs: 4 * HOUR,
  wanted: "A",
  usable: { id: "p", grade: "A", at: NOW - 5 * HOUR },
  since: 0,
  underWay: false,
  nextSlot: undefined,
  needsApproval: false,
  paused: undefined,
  failedRun: undefined,
  ...change,
});

const maybe = <T>(value: T) => fc.constantFrom(undefined, value);

test("what is young enough is kept, whatever else is the matter", () => {
  const anything = fc.record({
    rpoMs: fc.integer({ min: 1, max: 30 * 24 * HOUR }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    underWay: fc.boolean(),
    needsApproval: fc.boolean(),
    nextSlot: maybe(NOW + HOUR),
    paused: maybe({ until: NOW + HOUR, by: "U0OPS" }),
    failedRun: maybe("r-1"),
  });
  fc.assert(
    fc.property(anything, ({ part, ...rest }) => {
      const at = NOW - Math.floor(part * rest.rpoMs);
      expect(pointAge(late({ ...rest, usable: { id: "p", grade: "A", at } })).state).toBe("kept");
      expect(pointAge(late({ ...rest, usable: undefined, since: at })).state).toBe("kept");
    }),
  );
});

const paused = { until: NOW + HOUR, by: "U0OPS" };

test.each([
  ["a snapshot is under way, even of a paused application", { underWay: true, paused }],
  ["the next slot comes within 15 minutes", { nextSlot: NOW + 15 * MINUTE }],
  ["it comes within a tenth of a short RPO", { rpoMs: HOUR, nextSlot: NOW + 6 * MINUTE }],
])("%s: it is being mended", (_what, change) => {
  expect(pointAge(late(change))).toEqual({ state: "mending" });
});

const soon = NOW + MINUTE;

test.each([
  ["nothing is scheduled", {}, "no snapshot is scheduled"],
  ["the next slot is later than 15 minutes", { nextSlot: NOW + 16 * MINUTE }, "comes too late"],
  ["it is later than a tenth of a short RPO", { rpoMs: HOUR, nextSlot: NOW + 7 * MINUTE }, "comes too late"],
  ["it would wait for an approval", { nextSlot: soon, needsApproval: true }, "waits for an approval"],
  ["it is paused", { nextSlot: soon, paused }, "paused until 2026-11-23 13:00 UTC"],
  ["the last one failed", { nextSlot: soon, failedRun: "r-7" }, "the last scheduled run (r-7)"],
])("%s: somebody is called", (_what, change, why) => {
  expect(pointAge(late(change))).toMatchObject({ state: "missed", text: expect.stringContaining(why) });
});

test("the words stay the same while only time passes", () => {
  const before = pointAge(late({ nextSlot: NOW + HOUR }));
  expect(pointAge(late({ now: NOW + 30 * MINUTE, nextSlot: NOW + 2 * HOUR }))).toEqual(before);
});
