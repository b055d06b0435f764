import { expect, test } from "vitest";
import { keepsAsMuch, policyDigest, policyOf, policyWords } from "#domain/retention/policy.ts";
import { application } from "../found.ts";
import { policy } from "./points.ts";

test("a manifest without retention has no policy; with it, zone and grade belong to it", () => {
  expect(policyOf(application)).toBeUndefined();
  const retention = { last: 6, daily: 0, weekly: 0, monthly: 0, yearly: 1 };
  expect(policyOf({ ...application, retention })).toEqual({ ...retention, timezone: "UTC" });
  const schedule = { timezone: "Europe/Vienna", missed: "latest" as const };
  expect(policyOf({ ...application, retention, schedule, objectives: { grade: "A" } })).toEqual({
    ...retention,
    timezone: "Europe/Vienna",
    grade: "A",
  });
});

test("what is approved is this policy of this application", () => {
  const six = policy({ last: 6 });
  expect(policyDigest("orders", six)).toMatch(/^[0-9a-f]{64}$/);
  expect(
    new Set([
      policyDigest("orders", six),
      policyDigest("shop", six),
      policyDigest("orders", policy({ last: 5 })),
    ]).size,
  ).toBe(3);
  expect(policyDigest("orders", { ...six, grade: undefined } as never)).toBe(policyDigest("orders", six));
});

test.each([
  ["the same", {}, true],
  ["one that keeps more", { last: 7, yearly: 1 }, true],
  ["one that keeps less of one and more of another", { last: 7, daily: 6 }, false],
  ["other days", { timezone: "Asia/Tokyo" }, false],
  ["another last point that never goes", { grade: "B" as const }, false],
])("%s: does it keep as much? %s %s", (_what, change, as) => {
  const approved = policy({ last: 6, daily: 7, grade: "A" });
  expect(keepsAsMuch({ ...approved, ...change }, approved)).toBe(as);
});

test("in words there is what it keeps", () => {
  expect(policyWords(policy({ last: 6, yearly: 2, timezone: "Europe/Vienna" }))).toBe(
    "last 6, yearly 2 (Europe/Vienna)",
  );
});
