import { describe, expect, test } from "vitest";
import type { Evidence } from "#domain/evidence.ts";
import { atLeast, labelOf, skewBoundMs } from "#domain/label.ts";
import {
  backend,
  backendWith,
  database,
  hold,
  holdWith,
  hook,
  server,
  serverWith,
  set,
  unfrozen,
  whole,
} from "./observed.ts";

const grade = (evidence: Evidence) => labelOf(evidence).grade;
const actsWith = (change: Partial<typeof database>) => serverWith({ acts: [{ ...database, ...change }] });
const without = <T extends object, K extends keyof T>(from: T, key: K): Omit<T, K> => {
  const { [key]: _gone, ...rest } = from;
  return rest;
};

describe("grade A, application-consistent (verified freeze)", () => {
  test("is said when everything of it was observed", () => {
    expect(labelOf(whole)).toMatchObject({ grade: "A", text: "application-consistent (verified freeze)" });
    expect(labelOf(whole).reasons.every((reason) => reason.observed)).toBe(true);
  });

  test.each<[string, Evidence]>([
    ["the database keeps a path outside the frozen volumes", actsWith({ pathsFrozen: false })],
    ["no checkpoint was completed in this run", actsWith({ checkpointAdvanced: false })],
    ["fsync is off", actsWith({ fsync: false })],
    ["full_page_writes is off", actsWith({ fullPageWrites: false })],
    ["another server process answers afterwards", actsWith({ sameServer: false })],
    ["no application took part", serverWith({ acts: [] })],
    [
      "a hook's proof did not hold after the freeze",
      serverWith({ acts: [{ ...hook, provedAfterFreeze: false }] }),
    ],
    [
      "a hook's proof did not hold before the thaw",
      serverWith({ acts: [{ ...hook, provedBeforeThaw: false }] }),
    ],
    [
      "one of two acts was not proved",
      serverWith({ acts: [database, { ...hook, provedBeforeThaw: false }] }),
    ],
  ])("is B when %s", (_, evidence) => {
    expect(labelOf(evidence)).toMatchObject({ grade: "B", text: "filesystem-consistent (verified freeze)" });
  });

  test("a hook with proof before and after is an application's act too", () => {
    expect(grade(serverWith({ acts: [hook] }))).toBe("A");
  });

  test("a clean standby, whose checkpoints are its primary's, can be A", () => {
    expect(grade(actsWith({ role: "standby" }))).toBe("A");
  });
});

describe("grade B, filesystem-consistent (verified freeze)", () => {
  const broken: [string, Evidence][] = [
    ["a volume of the group was not frozen", serverWith({ mounts: server.mounts.slice(0, 1) })],
    [
      "a file system is not known by its UUID",
      serverWith({ mounts: server.mounts.map((mount) => without(mount, "fsUuid")) }),
    ],
    ["writes were not proved blocked before the request", serverWith({ blockedBeforeCut: false })],
    ["they were not blocked without a gap until the end", serverWith({ blockedAfterCut: false })],
    ["a guest thawed before it was told", serverWith({ heldUntilOrdered: false, thawCause: "deadline" })],
    ["a watchdog fired", serverWith({ watchdogQuiet: false })],
    ["the thaw was not proved", serverWith({ thawProved: false })],
    ["the set was not available before the thaw", holdWith({ availableBeforeThaw: false })],
    ["the window overran its budget", holdWith({ windowMs: 10_001 })],
    ["the window's length is no number", holdWith({ windowMs: Number.NaN })],
    ["the set carries another hold's token", holdWith({ token: "another" })],
    ["the set's name is not one of ours", { ...whole, set: { ...set, name: "nightly" } }],
    [
      "only one of two servers held",
      holdWith({ servers: [server, { ...server, server: "db-2", mounts: [], heldUntilOrdered: false }] }),
    ],
  ];

  test.each(broken)("is lost when %s: C where the back end is atomic", (_, evidence) => {
    expect(grade(evidence)).toBe("C");
  });

  test.each(broken)("is lost when %s: D where it loops", (_, evidence) => {
    const driver = { driver: "LoopDriver", verdict: "loops", by: "declared", source: "config" } as const;
    expect(grade({ ...evidence, backend: { ...backend, driver } })).toBe("D");
  });

  test("takes the whole budget, to the millisecond", () => {
    expect(grade(holdWith({ windowMs: hold.budgetMs }))).toBe("A");
  });

  test("names the roles that were not frozen", () => {
    const { reasons } = labelOf(serverWith({ mounts: server.mounts.slice(0, 1) }));
    expect(reasons[0]).toMatchObject({
      grade: "B",
      observed: false,
      text: expect.stringContaining("(not: wal)"),
    });
  });
});

describe("grade C, atomic and crash-consistent", () => {
  test("is said of a back end that is known to be atomic", () => {
    expect(labelOf(unfrozen)).toMatchObject({ grade: "C", text: "atomic, crash-consistent" });
  });

  test("says so when only the operator declared it", () => {
    const driver = { driver: "VendorX", verdict: "atomic", by: "declared", source: "config" } as const;
    expect(labelOf(backendWith({ driver }))).toMatchObject({
      grade: "C",
      text: "atomic as declared by the operator, crash-consistent",
    });
  });

  test.each(["<is> true", "True", "<is> True ", "<is>True", "", null])(
    "is not said when the group type's spec is %j: only the exact spelling counts",
    (groupTypeSpec) => {
      expect(grade(backendWith({ groupTypeSpec }))).toBe("E");
    },
  );

  test("is revoked by a torn canary, whatever the back end says: then it is D", () => {
    expect(labelOf({ ...unfrozen, canaryTorn: true })).toMatchObject({ grade: "D" });
    expect(grade({ ...unfrozen, canaryTorn: false })).toBe("C");
  });

  test("a torn canary makes nothing better: what was not known to be atomic stays E, and says so", () => {
    const unknown = { ...backendWith({ poolCapability: false }), canaryTorn: true };
    expect(labelOf(unknown)).toMatchObject({
      grade: "E",
      text: "complete, atomicity unknown: a write-order canary was torn",
    });
  });

  test("a torn canary says nothing against a freeze that was proved", () => {
    expect(grade({ ...whole, canaryTorn: true })).toBe("A");
  });
});

describe("grade D, non-atomic", () => {
  const driver = { driver: "RBDDriver", verdict: "loops", by: "knowledge-base", source: "source" } as const;

  test("is said of a driver that loops, with the most that the cuts can lie apart", () => {
    expect(labelOf(backendWith({ driver }))).toMatchObject({
      grade: "D",
      text: "non-atomic: per-volume snapshots, taken at most 700 ms apart",
    });
  });

  test("gives no bound when nobody saw the set become available", () => {
    const evidence = { ...backendWith({ driver }), set: without(set, "availableAt") };
    expect(labelOf(evidence).text).toBe("non-atomic: per-volume snapshots");
  });

  test("a liar stays D although spec and pool both say yes", () => {
    expect(grade(backendWith({ driver, groupTypeSpec: "<is> True", poolCapability: true }))).toBe("D");
  });
});

describe("grade E, atomicity unknown", () => {
  test("says what could not be read", () => {
    const { driver: _driver, poolCapability: _capability, ...rest } = backend;
    const label = labelOf({ ...unfrozen, backend: { ...rest, unread: ["the pools: 403"] } });
    expect(label).toMatchObject({ grade: "E", text: "complete, atomicity unknown: the pools: 403" });
    expect(label.reasons.map((reason) => reason.text).join()).toContain("(not readable)");
  });

  test("says that the driver is not known", () => {
    expect(labelOf({ ...unfrozen, backend: without(backend, "driver") }).text).toContain(
      "driver behind the pool",
    );
  });

  test("says that type and pool do not fit a driver that could be atomic", () => {
    expect(labelOf(backendWith({ poolCapability: false })).text).toContain("does not say");
  });
});

describe("incomplete", () => {
  const [data, ...others] = set.members;
  if (data === undefined) throw new Error("no members");
  const membersWith = (change: object) => ({
    ...whole,
    set: { ...set, members: [{ ...data, ...change }, ...others] },
  });

  test.each<[string, Evidence, RegExp]>([
    [
      "a member is missing",
      membersWith({ snapshotId: undefined }),
      /data: .* no member for volume volume-data/,
    ],
    ["a member is in error", membersWith({ status: "error" }), /data: .* is error/],
    ["a member's status is not known", membersWith({ status: undefined }), /unknown status/],
    ["a member is of the wrong size", membersWith({ size: 9 }), /has 9 GiB, the volume had 10 GiB/],
    ["a member's size is not known", membersWith({ size: undefined }), /has \? GiB/],
    ["there are no members", { ...whole, set: { ...set, members: [] } }, /no members/],
    ["the set itself is in error", { ...whole, set: { ...set, status: "error" } }, /is error/],
  ])("has no grade when %s, however good the freeze was", (_, evidence, reason) => {
    const label = labelOf(evidence);
    expect(label.grade).toBeUndefined();
    expect(label.text).toBe("incomplete: not a recovery point");
    expect(label.reasons.map((one) => one.text).join("\n")).toMatch(reason);
  });
});

test("a freeze that was refused leaves what the back end can give, and the reason is kept beside it", () => {
  const degraded: Evidence = { ...unfrozen, policy: "degrade", holdFailure: ["db-1 does not answer"] };
  expect(labelOf(degraded).grade).toBe("C");
  expect(labelOf(degraded).reasons[0]).toEqual({
    grade: "B",
    observed: false,
    text: "a freeze was held in the guests",
  });
});

test("no grade is worse than any, and A is the best", () => {
  expect(atLeast("A", "C")).toBe(true);
  expect(atLeast("C", "C")).toBe(true);
  expect(atLeast("D", "C")).toBe(false);
  expect(atLeast(undefined, "E")).toBe(false);
});

test("the skew is bounded by request and available, and never negative when the wall clock jumps", () => {
  expect(skewBoundMs("2026-11-23T10:00:00.000Z", "2026-11-23T10:00:01.500Z")).toBe(1_500);
  expect(skewBoundMs("2026-11-23T10:00:01.000Z", "2026-11-23T10:00:00.000Z")).toBe(0);
  expect(skewBoundMs("2026-11-23T10:00:00.000Z", undefined)).toBeUndefined();
});
