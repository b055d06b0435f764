import fc from "fast-check";
import { expect, test } from "vitest";
import type { Evidence } from "#domain/evidence.ts";
import { labelOf, labelWithoutTests } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { madeTheSameWay, regrade, type Shown } from "#domain/restore-test/regrade.ts";
import type { Judged } from "#domain/restore-test/verdict.ts";
import { backendWith, database, server, serverWith, whole } from "../observed.ts";
import { pointWith } from "../restore/restorable.ts";

const named = (id: string, evidence: Evidence = whole): RecoveryPoint => ({ ...pointWith(evidence), id });

const failed: Judged = { verdict: "failed", stoppedIn: "checks", reasons: ["rows: 0", "more"] };
const passed: Judged = { verdict: "passed", reasons: [] };
const nothing: Judged = { verdict: "inconclusive", stoppedIn: "attach", reasons: ["gave up"] };

const shown = (judged: Judged, points: readonly RecoveryPoint[], change: Partial<Shown> = {}): Shown => {
  const [point = named("none")] = points;
  return { judged, point, points, runId: "t-1", at: 5_000, ...change };
};

/** The points as they are after a test of the first one. */
function after(judged: Judged, points: readonly RecoveryPoint[], runId = "t-1"): RecoveryPoint[] {
  const changed = regrade(shown(judged, points, { runId })).points;
  return points.map((one) => changed.find(({ id }) => id === one.id) ?? one);
}

test("a failed test takes the grade away and keeps the reasons; what said no is among them", () => {
  const { regraded, points } = regrade(shown(failed, [named("a")]));
  expect(regraded).toEqual({ point: "a", from: "A", text: "failed its restore test (checks): was grade A" });
  const [one] = points;
  expect(one?.label.grade).toBeUndefined();
  expect(one?.label.reasons.slice(0, -1)).toEqual(labelOf(whole).reasons);
  expect(one?.label.reasons.at(-1)).toMatchObject({
    observed: false,
    text: expect.stringContaining("rows: 0"),
  });
});

test("an inconclusive one changes nothing; a torn canary on its volumes revokes a C", () => {
  expect(regrade(shown(nothing, [named("a")]))).toEqual({ points: [], flagged: [] });
  const atomic = named("c", backendWith({}));
  expect(atomic.label.grade).toBe("C");
  const { regraded } = regrade(shown(nothing, [atomic], { torn: true }));
  expect(regraded).toMatchObject({ from: "C", to: "D" });
  // The freeze of an A was proved otherwise.
  expect(regrade(shown(passed, [named("a")], { torn: true })).points[0]?.label.grade).toBe("A");
});

test("those made the same way are flagged and keep their grade, unless a test has had its word on them", () => {
  const tests = { verdict: "passed", runId: "t-0", at: 1, text: "" } as const;
  const points = [
    named("a"),
    named("same"),
    named("other-grade", backendWith({})),
    named("proved", { ...whole, tests }),
    { ...named("billing"), application: "billing" },
  ];
  const { flagged } = regrade(shown(failed, points));
  expect(flagged).toEqual(["same"]);
  const flaggedPoint = after(failed, points)[1];
  expect(flaggedPoint?.label).toMatchObject({
    grade: "A",
    text: "application-consistent (verified freeze); a point made the same way failed its restore test",
  });
});

test("a point's own pass clears its flag; a later pass of the failed one clears all of them and gives its grade back", () => {
  const marked = after(failed, [named("a"), named("b"), named("c")]);
  const [a, b, c] = marked;
  if (a === undefined || b === undefined || c === undefined) throw new Error("three points");
  const [own] = after(passed, [b, a, c]);
  expect(own?.label.text).toBe("application-consistent (verified freeze), tested");
  const [again, ...rest] = after(passed, marked, "t-2");
  expect(again?.label.grade).toBe("A");
  expect(again?.label.reasons.at(-1)?.text).toMatch(
    /restore test t-2, after t-1 had failed: its grade is back/,
  );
  for (const one of rest) expect(one.label).toEqual(labelOf(whole));
});

test("the same way: grade before any test, policy, servers and recipes, and driver", () => {
  const a = named("a");
  expect(
    madeTheSameWay(a, named("b", { ...whole, tests: { verdict: "failed", runId: "t", at: 1, text: "" } })),
  ).toBe(true);
  for (const other of [
    { ...whole, policy: "degrade" as const },
    serverWith({ server: "db-2" }),
    serverWith({ acts: [{ ...database, cluster: "other" }] }),
    { ...whole, backend: backendWith({ driver: { verdict: "loops", by: "declared", source: "x" } }).backend },
    serverWith({ ...server, acts: [] }),
  ])
    expect(madeTheSameWay(a, named("b", other))).toBe(false);
});

test("whatever tests find, no grade becomes better than it was without them", () => {
  const evidences = [
    whole,
    serverWith({ acts: [] }),
    backendWith({}),
    backendWith({ poolCapability: false }),
  ];
  const judgement = fc.constantFrom(failed, passed, nothing);
  fc.assert(
    fc.property(fc.constantFrom(...evidences), fc.array(fc.tuple(judgement, fc.nat(2))), (evidence, acts) => {
      let points = ["a", "b", "c"].map((id) => named(id, evidence));
      for (const [judged, which] of acts) {
        const [one] = points.slice(which);
        if (one === undefined) continue;
        points = after(judged, [one, ...points.filter(({ id }) => id !== one.id)]);
      }
      const best = labelWithoutTests(evidence).grade;
      for (const { label } of points) if (label.grade !== undefined) expect(label.grade).toBe(best);
    }),
  );
});
