import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeSet } from "#domain/adopt/judge-set.ts";
import { canonicalJson } from "#domain/digest.ts";
import type { Evidence } from "#domain/evidence.ts";
import { atLeast, labelOf } from "#domain/label.ts";
import { protectionMetadata } from "#domain/protection.ts";
import { backend, backendWith, holdWith, serverWith, set, unfrozen, whole } from "../observed.ts";
import { pointWith } from "../restore/restorable.ts";
import {
  changedMember,
  foundOf,
  foundWith,
  judging,
  metadataOf,
  NOW,
  sign,
  signWith,
  withMetadata,
} from "./stamped.ts";

const failed = {
  verdict: "failed",
  runId: "r-9",
  at: NOW - 1_000,
  phase: "checks",
  text: "select said no",
} as const;
const passed = { verdict: "passed", runId: "r-8", at: NOW - 2_000, text: "every check passed" } as const;
const doubt = { point: "orders-1", runId: "r-7", at: NOW - 3_000 };

const every: readonly [string, Evidence][] = [
  ["A", whole],
  ["B", serverWith({ acts: [] })],
  ["C", unfrozen],
  ["C as declared", backendWith({ driver: { verdict: "atomic", by: "declared", source: "config" } })],
  ["D", backendWith({ driver: { verdict: "loops", by: "declared", source: "config" } })],
  ["E", backendWith({ driver: undefined, unread: ["pools: no rights".repeat(3)] } as never)],
  ["a C whose canary was torn", { ...unfrozen, canaryTorn: true }],
  ["an A that failed its test", { ...whole, tests: failed }],
  ["an A that passed its test", { ...whole, tests: passed }],
  ["a B in doubt", { ...serverWith({ acts: [] }), siblingFailed: doubt }],
  [
    "a hold that was lost, of policy degrade",
    { ...holdWith({ availableBeforeThaw: false }), policy: "degrade" },
  ],
];

test("who wanted a point to stay wants so still, and one mark is enough", () => {
  const protection = { by: "U0OPS", at: NOW, reason: "audit" };
  const held = changedMember(foundWith(whole), 1, withMetadata(protectionMetadata(protection)));
  expect(judgeSet(held, judging)).toMatchObject({ verdict: "adopt", point: { protected: protection } });
  const free = judgeSet(foundWith(whole), judging);
  expect(free.verdict === "adopt" && free.point).not.toHaveProperty("protected");
});

describe("a set whose every member has a valid stamp", () => {
  test.each(every)(
    "%s comes back with the label that it had, and says that it was adopted",
    (_what, evidence) => {
      const before = pointWith(evidence);
      const judged = judgeSet(foundOf(before), judging);
      if (judged.verdict !== "adopt") throw new Error(judged.why.join());
      const { id, createdAt, runId, groupId, groupSnapshotId, requestedBy, application, label } =
        judged.point;
      expect(judged.restsOn).toBe("stamps");
      expect({ grade: label.grade, text: label.text }).toEqual({
        ...(before.label.grade === undefined ? {} : { grade: before.label.grade }),
        text: `${before.label.text}, adopted`,
      });
      expect({ id, createdAt, runId, groupId, groupSnapshotId, requestedBy, application }).toEqual({
        id: before.id,
        createdAt: before.createdAt,
        runId: "r-20261123-104207-7f3a",
        groupId: before.groupId,
        groupSnapshotId: before.groupSnapshotId,
        requestedBy: before.requestedBy,
        application: "orders",
      });
      expect(judged.point.evidence).toMatchObject({
        policy: evidence.policy,
        adopted: { by: "U0OPS", at: NOW },
      });
      expect(labelOf(judged.point.evidence)).toEqual(label);
    },
  );

  test("tells what was proved of the freeze, and what may be relied on", () => {
    const judged = judgeSet(foundWith(whole), judging);
    const reasons = judged.verdict === "adopt" ? judged.point.label.reasons.map(({ text }) => text) : [];
    expect(reasons.join("\n")).toContain("db-1 frozen for 830 ms of 10 s");
    expect(reasons.join("\n")).toContain("every commit acknowledged before 2026-11-23T10:42:07.310Z");
  });

  test("a stamp of version 1 vouches for its grade", () => {
    const judged = judgeSet(foundWith(whole, { version: 1 }), judging);
    expect(judged).toMatchObject({
      verdict: "adopt",
      point: {
        label: { grade: "A", text: "application-consistent (verified freeze), adopted" },
        requestedBy: "unknown",
      },
    });
  });

  test("a point that was adopted comes back again as it was", () => {
    const first = judgeSet(foundWith({ ...whole, tests: passed }), judging);
    if (first.verdict !== "adopt") throw new Error("refused");
    const again = judgeSet(foundOf(first.point), judging);
    expect(again).toMatchObject({ verdict: "adopt", point: { label: first.point.label } });
  });

  test("the words of a failed test are lost, and the test itself is not", () => {
    const judged = judgeSet(foundWith({ ...whole, tests: failed }), judging);
    expect(judged).toMatchObject({
      point: {
        label: { text: "failed its restore test (checks): was grade A, adopted" },
        evidence: { tests: { verdict: "failed", runId: "r-9", at: failed.at, phase: "checks" } },
      },
    });
  });

  test("the newest stamp counts where a later one has not reached every member, or an old one was put back", () => {
    const before = pointWith(whole);
    const after = pointWith({ ...whole, tests: failed });
    const later = withMetadata(metadataOf(after, "snapshot-wal", { at: NOW - 500 }));
    const judged = judgeSet(changedMember(foundOf(before), 1, later), judging);
    expect(judged).toMatchObject({
      verdict: "adopt",
      restsOn: "stamps",
      notes: [expect.stringContaining("older")],
    });
    if (judged.verdict === "adopt") expect(judged.point.label.grade).toBeUndefined();
  });

  test("a torn canary of a later test revokes an adopted C", () => {
    const judged = judgeSet(foundWith(unfrozen), judging);
    if (judged.verdict !== "adopt") throw new Error("refused");
    expect(labelOf({ ...judged.point.evidence, canaryTorn: true }).grade).toBe("D");
  });
});

describe("a set that is refused", () => {
  const refusal = (found: ReturnType<typeof foundWith>): string => {
    const judged = judgeSet(found, judging);
    return judged.verdict === "refused" ? judged.why.join("; ") : "";
  };

  test("a grade that somebody has written over", () => {
    const forged = changedMember(foundWith(unfrozen), 0, withMetadata({ "freezeframe:grade": "A" }));
    expect(refusal(forged)).toContain("member snapshot-data (data, grade A) does not fit its signature");
  });

  test("a stamp that another key has signed", () => {
    expect(refusal(foundWith(whole, { key: signWith("another") }))).toContain("does not fit its signature");
  });

  test("stamps of a good set that were copied onto another", () => {
    const found = foundWith(whole);
    const copied = { ...found, set: { ...found.set, id: "another" } };
    expect(refusal(copied)).toContain("does not fit its signature");
    const swapped = changedMember(found, 0, (member) => ({
      ...member,
      metadata: found.members[1]?.metadata ?? {},
    }));
    expect(refusal(swapped)).toContain("does not fit its signature");
  });

  test("another instance's mark on one member, or in the name", () => {
    const marked = changedMember(foundWith(whole), 1, withMetadata({ "freezeframe:instance": "staging" }));
    expect(refusal(marked)).toContain("the mark of another instance");
    const found = foundWith(whole);
    const named = { ...found, set: { ...found.set, name: found.set.name.replace("ff/test", "ff/staging") } };
    expect(refusal(named)).toContain("its name does not say that it is of instance test");
  });

  test.each<[string, Evidence["set"], string]>([
    [
      "a member in error",
      { ...set, members: set.members.map((one) => ({ ...one, status: "error" })) },
      "is error",
    ],
    ["a set in error", { ...set, status: "error" }, "the group snapshot is error"],
  ])("%s", (_what, broken, why) => {
    const { members, set: shown } = foundWith({ ...whole, set: broken });
    const signed = foundWith(whole);
    const found = {
      ...signed,
      set: { ...signed.set, status: shown.status },
      members: signed.members.map((member, at) => ({ ...member, status: members[at]?.status ?? "" })),
    };
    expect(refusal(found)).toContain("incomplete: not a recovery point");
    expect(refusal(found)).toContain(why);
  });

  test("a member that is gone, with what to do about it", () => {
    const found = foundWith(whole);
    const part = { ...found, members: found.members.slice(1) };
    expect(refusal(part)).toContain("1 members of 2");
    expect(judgeSet(part, judging)).toHaveProperty(
      "next",
      expect.stringContaining("cinder group-snapshot-delete group-snapshot"),
    );
  });

  test("a member without a signature only", () => {
    const bare = (at: number) => (found: ReturnType<typeof foundWith>) =>
      changedMember(found, at, (member) => ({ ...member, metadata: {} }));
    expect(refusal(bare(0)(bare(1)(foundWith(whole))))).toBe("no member has a stamp that is signed");
  });
});

describe("a set with a member that has no stamp", () => {
  const bare = (evidence: Evidence) =>
    changedMember(foundWith(evidence), 1, (member) => ({ ...member, metadata: {} }));
  const volumes = [{ role: "wal", volumeId: "volume-wal" }];

  test("is at most what Cinder shows, with the role that the manifest gives it", () => {
    const judged = judgeSet(bare(whole), { ...judging, shown: { backend, volumes } });
    expect(judged).toMatchObject({
      verdict: "adopt",
      restsOn: "cinder",
      point: { label: { grade: "C", text: "atomic, crash-consistent, adopted" } },
    });
    const members = judged.verdict === "adopt" ? judged.point.evidence.set.members : [];
    expect(members.map(({ role }) => role)).toEqual(["data", "wal"]);
  });

  test("is E where Cinder shows nothing", () => {
    expect(judgeSet(bare(whole), judging)).toMatchObject({ point: { label: { grade: "E" } } });
  });

  test("is never better than its stamps say, and keeps what a test has shown", () => {
    const shown = { backend, volumes };
    const looping = backendWith({ driver: { verdict: "loops", by: "declared", source: "config" } });
    expect(judgeSet(bare(looping), { ...judging, shown })).toMatchObject({
      point: { label: { grade: "D" } },
    });
    const judged = judgeSet(bare({ ...whole, tests: failed }), { ...judging, shown });
    expect(judged).toMatchObject({
      verdict: "adopt",
      point: { label: { text: expect.stringContaining("failed") } },
    });
  });
});

test("property: whatever is written over in the metadata, no set is better than it was, and A and B need every stamp", () => {
  const keys = Object.keys(metadataOf(pointWith(whole), "snapshot-data"));
  const value = fc.oneof(fc.constantFrom("A", "B", "C", "", "2", "1795430527400", "torn"), fc.string());
  const change = fc.record({ at: fc.nat(1), key: fc.constantFrom(...keys), value: fc.option(value) });
  const evidence = fc.constantFrom(...every.map(([, one]) => one));
  fc.assert(
    fc.property(evidence, fc.array(change, { minLength: 1, maxLength: 4 }), (given, changes) => {
      const before = pointWith(given);
      const changed = changes.reduce(
        (found, { at, key, value: written }) =>
          changedMember(found, at, (member) => {
            const { [key]: _gone, ...rest } = member.metadata;
            return { ...member, metadata: written === null ? rest : { ...rest, [key]: written } };
          }),
        foundOf(before),
      );
      const judged = judgeSet(changed, { ...judging, sign, shown: { backend, volumes: [] } });
      if (judged.verdict === "refused") return;
      const { grade } = judged.point.label;
      if (before.label.grade === undefined) expect(grade).toBeUndefined();
      else if (grade !== undefined) expect(atLeast(before.label.grade, grade)).toBe(true);
      const stamps = canonicalJson(changed.members) === canonicalJson(foundOf(before).members);
      if (grade === "A" || grade === "B") expect(stamps).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
