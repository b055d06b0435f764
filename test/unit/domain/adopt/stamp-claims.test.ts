import { expect, test } from "vitest";
import { claimedEvidence } from "#domain/adopt/claimed-evidence.ts";
import { stampClaims } from "#domain/adopt/stamp-claims.ts";
import { stampMetadata } from "#domain/stamp.ts";
import { unfrozen, whole } from "../observed.ts";
import { pointWith } from "../restore/restorable.ts";

const at = Date.parse("2026-11-23T12:00:00Z");

test("a stamp says who asked, how many members there are, the grade before tests, and what was proved", () => {
  expect(stampClaims(pointWith(whole), at)).toEqual({
    policy: "require",
    by: "U0OPS",
    members: 2,
    base: "A",
    label: "application-consistent (verified freeze)",
    proof:
      "db-1 frozen for 830 ms of 10 s; db-1: every commit acknowledged before 2026-11-23T10:42:07.310Z is in it; a start replays at most 2.9 MB of WAL",
    canary: "",
    test: "",
    doubt: "",
    stampedAt: at,
  });
});

test("nothing is said of a freeze that the grade does not rest on", () => {
  expect(stampClaims(pointWith(unfrozen), at).proof).toBe("");
});

test("what tests have shown is read as it was written, but for their words", () => {
  const tests = { verdict: "failed", runId: "r-1", at, phase: "recovery", text: "no WAL" } as const;
  const siblingFailed = { point: "orders-1", runId: "r-2", at };
  const claims = stampClaims(pointWith({ ...whole, canaryTorn: true, tests, siblingFailed }), at);
  expect(claimedEvidence(claims)).toEqual({
    canaryTorn: true,
    tests: { ...tests, text: "what it found is lost" },
    siblingFailed,
  });
  expect(claimedEvidence({ ...claims, canary: "", test: "", doubt: "" })).toEqual({});
});

test("what a later version may say is not guessed at", () => {
  const claims = stampClaims(pointWith(whole), at);
  expect(claimedEvidence({ ...claims, test: "skipped 2026-11-23T12:00:00Z r-1" })).toBeUndefined();
  expect(claimedEvidence({ ...claims, test: "passed someday r-1" })).toBeUndefined();
  expect(claimedEvidence({ ...claims, doubt: "orders-1" })).toBeUndefined();
  expect(claimedEvidence({ ...claims, canary: "perhaps" })).toBeUndefined();
});

test("no value is longer than Cinder takes", () => {
  const unread = Array.from({ length: 40 }, (_, index) => `pool ${index} 😀 could not be read`);
  const evidence = { ...unfrozen, backend: { unread } };
  const point = { ...pointWith(evidence), requestedBy: "😀".repeat(200) };
  const stamp = { ...point, point: point.id, role: "data", grade: "E", snapshotId: "s", volumeId: "v" };
  const metadata = stampMetadata(
    { ...stamp, instance: "test", takenAt: at, claims: stampClaims(point, at) },
    "f".repeat(64),
  );
  for (const value of Object.values(metadata)) {
    expect(value.length).toBeLessThanOrEqual(255);
    expect(value.isWellFormed()).toBe(true);
  }
});
