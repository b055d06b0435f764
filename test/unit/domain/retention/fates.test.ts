import { describe, expect, test } from "vitest";
import { fatesOf } from "#domain/retention/fates.ts";
import { facts, fates, taken, whyOf } from "./points.ts";

describe("what a policy keeps", () => {
  test("last: the newest so many", () => {
    const points = ["2026-11-23T01:00", "2026-11-23T02:00", "2026-11-23T03:00"].map((at) => taken(at));
    expect(fates(facts(points, { last: 2 }))).toEqual({
      stays: ["2026-11-23T03:00", "2026-11-23T02:00"],
      goes: ["2026-11-23T01:00"],
      later: [],
    });
    expect(whyOf(facts(points, { last: 2 }), "2026-11-23T02:00")).toEqual(["one of the last 2"]);
  });

  test("daily: of each day the best grade, and of those the newest", () => {
    const points = [
      taken("2026-11-22T02:00", "A"),
      taken("2026-11-22T10:00", "A"),
      taken("2026-11-22T22:00", "C"),
      taken("2026-11-21T22:00", "C"),
      taken("2026-11-20T22:00", "C"),
    ];
    const given = facts(points, { daily: 2 });
    expect(fates(given).stays).toEqual(["2026-11-22T22:00", "2026-11-22T10:00", "2026-11-21T22:00"]);
    expect(whyOf(given, "2026-11-22T10:00")).toEqual(["daily: the best of 2026-11-22"]);
    // Nobody asked for a grade: the newest that has one never goes.
    expect(whyOf(given, "2026-11-22T22:00")).toEqual(["the last point that has a grade"]);
  });

  test("days, weeks, months and years are those of the manifest's time zone", () => {
    // 23:30 on the 22nd in UTC is half past midnight of Monday the 23rd in Vienna.
    const points = [taken("2026-11-22T23:30"), taken("2026-11-22T20:00"), taken("2025-12-31T23:30")];
    const why = (timezone: string) => {
      const given = facts(points, { daily: 9, weekly: 9, monthly: 9, yearly: 9, timezone });
      return whyOf(given, "2026-11-22T23:30").slice(0, 2).concat(whyOf(given, "2025-12-31T23:30").slice(-1));
    };
    expect(why("Europe/Vienna")).toEqual([
      "daily: the best of 2026-11-23",
      "weekly: the best of the week of 2026-11-23",
      "monthly: the best of 2026-01",
    ]);
    expect(why("UTC")).toEqual([
      "daily: the best of 2026-11-22",
      "weekly: the best of the week of 2026-11-16",
      "yearly: the best of 2025",
    ]);
  });

  test("an hour that comes twice, when clocks go back, is of one day", () => {
    const points = ["2026-10-25T00:30", "2026-10-25T01:30", "2026-10-24T22:30"].map((at) => taken(at));
    const given = facts(points, { daily: 1, timezone: "Europe/Vienna" });
    expect(fates(given).stays).toEqual(["2026-10-25T01:30"]);
  });

  test("periods without points are not counted: what is old stays while nothing new comes", () => {
    const points = ["2026-11-01T00:00", "2025-03-01T00:00", "2020-01-01T00:00"].map((at) => taken(at));
    expect(fates(facts(points, { daily: 2 })).goes).toEqual(["2020-01-01T00:00"]);
  });

  test("a point that failed its restore test takes nobody's place, and goes with those around it", () => {
    const points = [
      taken("2026-11-23T03:00", "none"),
      taken("2026-11-23T02:00"),
      taken("2026-11-23T01:00", "none"),
      taken("2026-11-22T01:00"),
    ];
    expect(fates(facts(points, { last: 1 }))).toMatchObject({
      stays: ["2026-11-23T03:00", "2026-11-23T02:00"],
      goes: ["2026-11-23T01:00", "2026-11-22T01:00"],
    });
    expect(fates(facts(points, { daily: 2 })).stays).toEqual(["2026-11-23T02:00", "2026-11-22T01:00"]);
  });
});

describe("what never goes", () => {
  const old = "2020-01-01T00:00";
  const others = ["2026-11-23T01:00", "2026-11-23T02:00"].map((at) => taken(at, "C"));

  test.each([
    [
      "the last point of the wanted grade",
      taken(old, "B"),
      { grade: "B" as const },
      {},
      "the last point of grade B or better",
    ],
    [
      "the last point that passed its restore test",
      taken(old, "C", { passedTest: "r-7" }),
      {},
      {},
      "the last point that passed its restore test (r-7)",
    ],
    [
      "a point under restore",
      taken(old, "C"),
      {},
      { restores: new Map([[old, ["restore r-9 of it goes on"]]]) },
      "restore r-9 of it goes on",
    ],
    [
      "a point with dependants",
      taken(old, "C"),
      {},
      { dependants: new Map([[old, ["volume x was made from it"]]]) },
      "volume x was made from it",
    ],
    [
      "a protected point",
      taken(old, "C", { protected: { by: "U1", at: 0, reason: "audit" } }),
      {},
      {},
      "protected by U1: audit",
    ],
  ])("%s", (_what, point, wanted, change, why) => {
    const given = facts([point, ...others], { last: 1, ...wanted }, change);
    expect(whyOf(given, old)).toEqual([why]);
    expect(fates(given).goes).toEqual(["2026-11-23T01:00"]);
  });

  test("all reasons are told, not only the first", () => {
    const point = taken(old, "A", { passedTest: "r-7", protected: { by: "U1", at: Date.UTC(2026, 0, 1) } });
    expect(whyOf(facts([point], { last: 1, yearly: 1, grade: "A" }), old)).toEqual([
      "one of the last 1",
      "yearly: the best of 2020",
      "the last point of grade A or better",
      "the last point that passed its restore test (r-7)",
      "protected by U1 since 2026-01-01 00:00 UTC",
    ]);
  });
});

describe("when nothing goes at all", () => {
  const points = [taken("2026-11-23T11:00"), taken("2026-11-22T11:00")];

  test.each([
    [
      "the RPO is missed",
      { rpoMs: 1_800_000 },
      "the RPO of 30 min is missed: the newest point is of 2026-11-23 11:00 UTC",
    ],
    [
      "the RPO is missed for the wanted grade",
      {
        rpoMs: 86_400_000 * 9,
        wanted: "A" as const,
        points: [taken("2026-11-23T11:00", "B"), taken("2026-11-22T11:00", "B")],
      },
      "the RPO of 9 d is missed: there is no point of grade A or better",
    ],
    ["the last run made no point", { failedRun: "r-5" }, "the last snapshot run (r-5) failed"],
    ["a restore test goes on", { testing: "r-6" }, "restore test r-6 goes on"],
    ["something could not be seen", { unseen: ["the cloud did not answer"] }, "the cloud did not answer"],
  ])("%s", (_what, change, why) => {
    const given = facts(points, { last: 1 }, change);
    expect(fatesOf(given).halts).toEqual([why]);
    const { goes, later } = fates(given);
    expect([goes, later.length]).toEqual([[], 1]);
  });

  test("an RPO that is kept stands against nothing", () => {
    expect(fates(facts(points, { last: 1 }, { rpoMs: 3_600_000 })).goes).toEqual(["2026-11-22T11:00"]);
  });
});

test("at most so many go in one run, the oldest first; the others are told that theirs comes", () => {
  const points = ["05", "04", "03", "02", "01"].map((day) => taken(`2026-11-${day}T00:00`));
  const given = facts(points, { last: 1 }, { atOnce: 3 });
  expect(fates(given)).toEqual({
    stays: ["2026-11-05T00:00"],
    goes: ["2026-11-03T00:00", "2026-11-02T00:00", "2026-11-01T00:00"],
    later: ["2026-11-04T00:00"],
  });
  expect(whyOf(given, "2026-11-04T00:00")).toEqual([
    "no rule keeps it; at most 3 go in one run, the oldest first",
  ]);
});
