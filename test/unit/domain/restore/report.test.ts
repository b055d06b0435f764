import fc from "fast-check";
import { expect, test } from "vitest";
import {
  checkedText,
  expectedRto,
  headlineOf,
  measuredRtoMs,
  reached,
  verifies,
  whyNotMeasured,
} from "#domain/restore/report.ts";

const phase = fc.option(
  fc.record({ ok: fc.boolean(), at: fc.nat(), ms: fc.nat(3_600_000), text: fc.constantFrom("why", "so") }),
  { nil: undefined },
);
const phases = fc
  .record({ volumesCreated: phase, attached: phase, databaseRecovered: phase, dataVerified: phase })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, one]) => one !== undefined)));
const came = fc.record({
  application: fc.constant("orders"),
  point: fc.constant("orders-1"),
  needsDatabase: fc.boolean(),
  phases,
});

test("the headline says restored exactly when the data was verified and every phase before it was reached", () => {
  let said = 0;
  fc.assert(
    fc.property(came, (given) => {
      const { volumesCreated, attached, databaseRecovered, dataVerified } = given.phases;
      const all =
        volumesCreated?.ok === true &&
        attached?.ok === true &&
        (!given.needsDatabase || databaseRecovered?.ok === true) &&
        dataVerified?.ok === true;
      const headline = headlineOf(given);
      expect(/restored/i.test(headline)).toBe(all);
      expect(headline.startsWith("data verified")).toBe(all);
      expect(measuredRtoMs(given) === undefined).toBe(!all);
      if (all) said += 1;
    }),
    { numRuns: 2_000 },
  );
  expect(said).toBeGreaterThan(20);
});

const ranks = ["nothing", "volumes created", "attached", "database recovered", "data verified"];

test("taking a phase away, or having it fail, never raises what was reached", () => {
  fc.assert(
    fc.property(
      came,
      fc.constantFrom("volumesCreated", "attached", "databaseRecovered", "dataVerified"),
      (given, key) => {
        const before = ranks.indexOf(reached(given));
        const { [key]: gone, ...rest } = given.phases;
        expect(ranks.indexOf(reached({ ...given, phases: rest }))).toBeLessThanOrEqual(before);
        if (gone === undefined) return;
        const failed = { ...given.phases, [key]: { ...gone, ok: false } };
        expect(ranks.indexOf(reached({ ...given, phases: failed }))).toBeLessThanOrEqual(before);
      },
    ),
  );
});

const ok = { ok: true, at: 0, ms: 61_000, text: "" };

test("volumes that are available are never more than created", () => {
  const given = { application: "orders", point: "p", needsDatabase: true, phases: { volumesCreated: ok } };
  expect(headlineOf(given)).toBe(
    "volumes created, no more: orders from p; nobody has read them: they may hold anything",
  );
});

test("what failed is named beside what was reached", () => {
  const broken = { ...ok, ok: false, text: "invalid checkpoint record" };
  const given = {
    application: "orders",
    point: "p",
    needsDatabase: true,
    phases: { volumesCreated: ok, attached: ok, databaseRecovered: broken },
  };
  expect(headlineOf(given)).toBe(
    "attached, no more: orders from p; recovering the database failed: invalid checkpoint record",
  );
});

test("with everything seen it says so, and how long it took", () => {
  const phases = { volumesCreated: ok, attached: ok, databaseRecovered: ok, dataVerified: ok };
  expect(headlineOf({ application: "orders", point: "p", needsDatabase: true, phases })).toBe(
    "data verified: orders from p is restored, in 1 min",
  );
});

test("the time of less than the whole application is no RTO", () => {
  const phases = { volumesCreated: ok, attached: ok, dataVerified: ok };
  const given = { needsDatabase: false, phases };
  expect(measuredRtoMs(given)).toBe(61_000);
  expect(measuredRtoMs(given, ["wal left out"])).toBeUndefined();
  expect(whyNotMeasured({ reached: "data verified", gaps: ["wal left out"] })).toBe(
    "it was not the whole application: wal left out",
  );
  expect(whyNotMeasured({ reached: "attached" })).toBe("no data was verified");
});

test("what there was nothing to check with is not among what was checked", () => {
  const done = { check: "every row", passed: true, text: "", readsData: true };
  const none = { check: "checksums", passed: true, text: "", readsData: false, skipped: true };
  expect(checkedText([done, none])).toBe("every row; not done: checksums");
  expect(checkedText([done])).toBe("every row");
});

test("data is verified by checks that all passed, one of which read it", () => {
  const file = { check: "filesystem", passed: true, text: "", readsData: false };
  const rows = { check: "postgresql", passed: true, text: "", readsData: true };
  expect(verifies([])).toBe(false);
  expect(verifies([file])).toBe(false);
  expect(verifies([file, rows])).toBe(true);
  expect(verifies([{ ...file, passed: false }, rows])).toBe(false);
});

test("the expected time is the median of what was measured, and nothing without a measurement", () => {
  expect(expectedRto([])).toBeUndefined();
  expect(expectedRto([90_000, 10_000, 20_000])).toEqual({ ms: 20_000, from: 3 });
});
