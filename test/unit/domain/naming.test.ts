import fc from "fast-check";
import { expect, test } from "vitest";
import { groupSnapshotName, parseGroupSnapshotName, runPrefix } from "#domain/naming.ts";
import { newRunId, newToken, pointId } from "#support/ids.ts";

const at = Date.parse("2026-11-23T10:42:07.310Z");
const word = (length: number) =>
  fc.string({
    unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789-"),
    minLength: 1,
    maxLength: length,
  });

test("a group snapshot's name says whose it is, of which run, under which hold", () => {
  const name = { instance: "prod", application: "orders-db", runId: "r-20261123-104207-7f3a", token: "abc" };
  expect(groupSnapshotName(name)).toBe("ff/prod/orders-db/r-20261123-104207-7f3a/abc");
  expect(groupSnapshotName(name).startsWith(runPrefix(name))).toBe(true);
});

test("what was put together is read back, and fits Cinder's 255 characters at its longest", () => {
  fc.assert(
    fc.property(word(32), word(63), (instance, application) => {
      const name = { instance, application, runId: newRunId(at), token: newToken() };
      expect(parseGroupSnapshotName(groupSnapshotName(name))).toEqual(name);
      expect(groupSnapshotName(name).length).toBeLessThanOrEqual(255);
    }),
    { numRuns: 50 },
  );
});

test("the prefix of one run is never that of another", () => {
  const prefix = runPrefix({ instance: "a", application: "b", runId: "r-1" });
  expect(
    groupSnapshotName({ instance: "a", application: "b", runId: "r-12", token: "t" }).startsWith(prefix),
  ).toBe(false);
});

test.each(["", "nightly", "ff/a/b/c", "ff/a/b/c/", "ff/a//c/d", "ff/a/b/c/d/e", "FF/a/b/c/d", " ff/a/b/c/d"])(
  "%j is not one of ours",
  (name) => {
    expect(parseGroupSnapshotName(name)).toBeUndefined();
  },
);

test("a run and a point are named for when they began, and a token is 96 fresh bits", () => {
  expect(newRunId(at)).toMatch(/^r-20261123-104207-[0-9a-f]{8}$/);
  expect(pointId("orders-db", at, "7f3a9c")).toBe("orders-db-20261123-104207-7f3a");
  expect(newToken()).toMatch(/^[0-9a-f]{24}$/);
  expect(newToken()).not.toBe(newToken());
});
