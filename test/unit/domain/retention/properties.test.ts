import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { atLeast, Grade } from "#domain/label.ts";
import { fatesOf, type RetentionFacts } from "#domain/retention/fates.ts";
import { keepsAsMuch, PERIODS, type RetentionPolicy } from "#domain/retention/policy.ts";
import { newestFirst, type RetainedPoint } from "#domain/retention/retained-point.ts";
import { facts, policy } from "./points.ts";

const numRuns = 300 * inject("thorough");
const DAY_MS = 86_400_000;
const now = Date.UTC(2026, 10, 23, 12);

const zones = ["UTC", "Europe/Vienna", "Asia/Kolkata", "Pacific/Apia", "America/St_Johns"];

const point = (index: number): fc.Arbitrary<RetainedPoint> =>
  fc.record({
    id: fc.constant(`p-${index}`),
    // Many on one day, a few years apart; two of one moment among them.
    createdAt: fc
      .oneof(fc.integer({ min: 0, max: 3 * DAY_MS }), fc.integer({ min: 0, max: 1_200 * DAY_MS }))
      .map((ago) => now - Math.floor(ago / 900_000) * 900_000),
    grade: fc.option(fc.constantFrom(...Grade.options), { nil: undefined, freq: 6 }),
    label: fc.constant("label"),
    passedTest: fc.option(fc.constant(`r-${index}`), { nil: undefined, freq: 2 }),
    protected: fc.option(fc.constant({ by: "U1", at: 0 }), { nil: undefined, freq: 1 }),
  });

const points = fc
  .integer({ min: 0, max: 40 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => point(index))));

const count = (max: number) => fc.oneof(fc.constant(0), fc.integer({ min: 0, max }));
const policies = fc
  .record({
    last: count(8),
    daily: count(8),
    weekly: count(5),
    monthly: count(5),
    yearly: count(3),
    timezone: fc.constantFrom(...zones),
  })
  .map((counts) => policy(counts));

const given: fc.Arbitrary<RetentionFacts> = fc
  .record({
    points,
    counts: policies,
    wanted: fc.option(fc.constantFrom(...Grade.options), { nil: undefined }),
    atOnce: fc.integer({ min: 1, max: 4 }),
    busy: fc.array(fc.integer({ min: 0, max: 39 }), { maxLength: 3 }),
    needed: fc.array(fc.integer({ min: 0, max: 39 }), { maxLength: 3 }),
    rpoMs: fc.option(fc.integer({ min: 0, max: 900 * DAY_MS }), { nil: undefined }),
    failedRun: fc.option(fc.constant("r-0"), { nil: undefined, freq: 1 }),
  })
  .map(({ points: all, counts, wanted, atOnce, busy, needed, rpoMs, failedRun }) =>
    facts(all, counts, {
      wanted,
      atOnce,
      rpoMs,
      failedRun,
      now,
      restores: new Map(busy.map((index) => [`p-${index}`, ["a restore"]])),
      dependants: new Map(needed.map((index) => [`p-${index}`, ["a volume"]])),
    }),
  );

const goes = (of: RetentionFacts) => fatesOf(of).fates.filter(({ fate }) => fate === "goes");
const byId = (all: readonly RetainedPoint[]) => new Map(all.map((one) => [one.id, one]));

test("the nevers hold, whatever the policy is", () => {
  fc.assert(
    fc.property(given, (of) => {
      const gone = new Set(goes(of).map(({ point: id }) => id));
      const left = of.points.filter(({ id }) => !gone.has(id));
      const good = (one: RetainedPoint) => atLeast(one.grade, of.wanted ?? "E");
      const newest = (all: readonly RetainedPoint[], which: (one: RetainedPoint) => boolean) =>
        all.filter(which).sort(newestFirst)[0]?.id;
      expect(newest(left, good)).toBe(newest(of.points, good));
      const passed = (one: RetainedPoint) => one.passedTest !== undefined;
      expect(newest(left, passed)).toBe(newest(of.points, passed));
      for (const id of gone) {
        expect([of.restores.has(id), of.dependants.has(id), byId(of.points).get(id)?.protected]).toEqual([
          false,
          false,
          undefined,
        ]);
      }
      expect(gone.size).toBeLessThanOrEqual(of.atOnce);
      const late =
        of.rpoMs !== undefined &&
        !of.points.some((one) => good(one) && now - one.createdAt <= (of.rpoMs ?? 0));
      if (late || of.failedRun !== undefined) expect(gone.size).toBe(0);
    }),
    { numRuns },
  );
});

test("every point has one fate, and a reason", () => {
  fc.assert(
    fc.property(given, (of) => {
      const { fates } = fatesOf(of);
      expect(fates.map(({ point: id }) => id).sort()).toEqual(of.points.map(({ id }) => id).sort());
      expect(fates.every(({ why }) => why.length > 0 && why.every((words) => words !== ""))).toBe(true);
    }),
    { numRuns },
  );
});

test("run after run takes what one look at all of it says, and then nothing more", () => {
  fc.assert(
    fc.property(given, (of) => {
      const free = { ...of, failedRun: undefined, rpoMs: undefined };
      const atLast = new Set(goes({ ...free, atOnce: 1_000 }).map(({ point: id }) => id));
      let left = free.points;
      for (let run = 0; run <= of.points.length; run++) {
        const now = new Set(goes({ ...free, points: left }).map(({ point: id }) => id));
        if (now.size === 0) break;
        left = left.filter(({ id }) => !now.has(id));
      }
      expect(left.map(({ id }) => id)).toEqual(
        free.points.filter(({ id }) => !atLast.has(id)).map(({ id }) => id),
      );
    }),
    { numRuns },
  );
});

test("of a policy that keeps as much as another no point goes that the other would keep", () => {
  const more = fc.record({
    last: count(3),
    daily: count(3),
    weekly: count(3),
    monthly: count(3),
    yearly: count(3),
  });
  fc.assert(
    fc.property(given, more, (of, plus) => {
      const larger: RetentionPolicy = { ...of.policy };
      for (const rule of ["last", ...PERIODS] as const) larger[rule] += plus[rule];
      expect(keepsAsMuch(larger, of.policy)).toBe(true);
      const all = { ...of, atOnce: 1_000 };
      const kept = new Set(goes(all).map(({ point: id }) => id));
      for (const { point: id } of goes({ ...all, policy: larger })) expect(kept.has(id)).toBe(true);
    }),
    { numRuns },
  );
});

test("the order in which points are given changes nothing", () => {
  fc.assert(
    fc.property(given, (of) => {
      expect(fatesOf({ ...of, points: [...of.points].reverse() })).toEqual(fatesOf(of));
    }),
    { numRuns: numRuns / 3 },
  );
});
