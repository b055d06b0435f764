import { describe, expect, test } from "vitest";
import { error, warning } from "#domain/finding.ts";
import { labelOf } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { type Ending, SnapshotResult, snapshotResult } from "#domain/snapshot-result.ts";
import { hold, server, set, unfrozen, whole } from "./observed.ts";

const begun: Ending = {
  application: "orders",
  runId: "r-1",
  policy: "require",
  findings: [],
  lastGood: null,
};

const point: RecoveryPoint = {
  id: "orders-20261123-104207-0123",
  application: "orders",
  cloud: "prod",
  runId: "r-1",
  groupId: "group",
  groupSnapshotId: "group-snapshot",
  createdAt: 0,
  requestedBy: "U0OPS",
  evidence: whole,
  label: labelOf(whole),
};

const made = { status: "available" };
const ended: Ending = { ...begun, held: { hold, holdFailure: [] }, made, set, point };
const bad = {
  ...set,
  status: "error",
  members: set.members.map((member) => ({ ...member, status: "error" })),
};
const failedSet = { status: "error", problem: "the group snapshot is error" };

const outcome = (ending: Ending) => snapshotResult(ending).outcome;

test("a whole run is ok, with its label, what may be relied on, and when it was frozen", () => {
  const result = snapshotResult(ended);
  expect(result).toMatchObject({
    outcome: "ok",
    point: point.id,
    label: { grade: "A" },
    frozen: { windowMs: 830, budgetMs: 10_000, thawConfirmed: true, thawCause: "ordered" },
    cutMs: 700,
    problems: [],
  });
  expect(result.statements).toHaveLength(1);
  expect(SnapshotResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
});

describe("ok is never said of anything partial or degraded", () => {
  const lost = { ...ended, held: { hold, holdFailure: ["db-1 thawed by itself"] } };

  test.each<[string, Ending, string]>([
    ["preflight said no", { ...begun, findings: [error("over-quota", "snapshots", "too many")] }, "refused"],
    [
      "the freeze was refused under require",
      { ...begun, held: { holdFailure: ["no"] }, made: null },
      "refused",
    ],
    [
      "Cinder refused",
      { ...begun, held: { holdFailure: [] }, made: { status: "refused", problem: "413" } },
      "refused",
    ],
    ["the hold was lost under require", lost, "requirement-missed"],
    ["the hold was lost under degrade", { ...lost, policy: "degrade" }, "degraded"],
    ["a member failed", { ...ended, point: undefined, set: bad, made: failedSet }, "incomplete"],
    [
      "nobody knows whether there is a set",
      { ...begun, held: { holdFailure: [] }, made: { status: "unknown" } },
      "incomplete",
    ],
    [
      "the set is stuck",
      { ...begun, held: { holdFailure: [] }, made: { status: "creating" }, set: bad },
      "incomplete",
    ],
    ["nothing is known of a freeze", { ...begun, made, set, point }, "requirement-missed"],
  ])("when %s", (_, ending, expected) => {
    expect(outcome(ending)).toBe(expected);
  });

  test("but a point without a freeze is ok where none was wanted", () => {
    const { hold: _gone, ...held } = { hold, holdFailure: [] };
    const skipped = { ...point, evidence: unfrozen, label: labelOf(unfrozen) };
    expect(outcome({ ...ended, policy: "skip", held, point: skipped })).toBe("ok");
  });
});

describe("a grade that the manifest sets and the point misses", () => {
  const withGrade = (evidence: typeof whole) => ({ ...point, evidence, label: labelOf(evidence) });
  const gradeB = withGrade({ ...whole, hold: { ...hold, servers: [{ ...server, acts: [] }] } });

  test.each([
    ["require", "requirement-missed"],
    ["degrade", "degraded"],
    ["skip", "degraded"],
  ] as const)("under %s is %s, with a whole freeze too, and it is said", (policy, expected) => {
    const result = snapshotResult({ ...ended, policy, wanted: "A", point: gradeB });
    expect(result).toMatchObject({ outcome: expected, label: { grade: "B" } });
    expect(result.problems).toEqual(["grade B, the manifest wants A"]);
  });

  test("is told after what broke the freeze, which is the reason", () => {
    const held = { holdFailure: ["db-1 does not answer"] };
    const lost = withGrade(unfrozen);
    const { problems } = snapshotResult({ ...ended, policy: "degrade", wanted: "A", held, point: lost });
    expect(problems).toEqual(["db-1 does not answer", `grade ${lost.label.grade}, the manifest wants A`]);
  });

  test("is missed by nobody who reaches it, or more, or where none is set", () => {
    for (const wanted of ["B", "C", "E", undefined] as const)
      expect(snapshotResult({ ...ended, wanted, point: gradeB })).toMatchObject({
        outcome: "ok",
        problems: [],
      });
    expect(outcome({ ...ended, wanted: "A" })).toBe("ok");
  });

  test("is not spoken of where there is no point at all", () => {
    const result = snapshotResult({ ...begun, wanted: "A", held: { holdFailure: ["no"] }, made: null });
    expect(result).toMatchObject({ outcome: "refused", problems: ["no"] });
  });
});

test("a refused run says why, the errors of preflight and not its warnings", () => {
  const findings = [
    error("volume-not-usable", "data", "volume is error"),
    warning("several-pools", "orders", "two"),
  ];
  expect(snapshotResult({ ...begun, findings }).problems).toEqual(["data: volume is error"]);
});

test("an incomplete run names each member that failed, the set's own state, and what was left behind", () => {
  const left = {
    kind: "group snapshot",
    id: "g",
    name: set.name,
    status: "error",
    remedy: ["delete it"],
  } as const;
  const result = snapshotResult({
    ...ended,
    point: undefined,
    set: bad,
    made: failedSet,
    leftovers: [{ ...left, remedy: [...left.remedy] }],
  });
  expect(result.problems).toEqual([
    "data: member snapshot snapshot-data is error",
    "wal: member snapshot snapshot-wal is error",
    "the group snapshot is error",
  ]);
  expect(result.members.map((member) => member.role)).toEqual(["data", "wal"]);
  expect(result.leftovers).toHaveLength(1);
  expect(result.frozen).toMatchObject({ windowMs: 830, thawConfirmed: true });
  expect(result).not.toHaveProperty("point");
  expect(result).not.toHaveProperty("label");
});

test("the reason of a degraded run comes with it", () => {
  const held = { holdFailure: ["db-1 does not answer", "another"] };
  expect(snapshotResult({ ...ended, policy: "degrade", held }).problems).toEqual(held.holdFailure);
});

test("a thaw counts as confirmed only when every guest proved it, and the first other cause is named", () => {
  const servers = [server, { ...server, server: "db-2", thawProved: false, thawCause: "deadline" }];
  const held = { hold: { ...hold, servers }, holdFailure: ["db-2"] };
  expect(snapshotResult({ ...ended, held }).frozen).toMatchObject({
    thawConfirmed: false,
    thawCause: "deadline",
  });
});

test("without a hold nothing is said of a freeze, and the last good point is told when there is one", () => {
  const lastGood = { point: "orders-1", grade: "A", ageMs: 60_000 } as const;
  const result = snapshotResult({ ...begun, lastGood });
  expect(result).not.toHaveProperty("frozen");
  expect(result.lastGood).toEqual(lastGood);
});
