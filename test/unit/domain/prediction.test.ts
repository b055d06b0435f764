import { expect, test } from "vitest";
import { predictCut, predictionFindings, surelyOverBudget } from "#domain/preflight/prediction.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { set, whole } from "./observed.ts";

const at = (ms: number) => new Date(Date.parse("2026-11-23T10:00:00.000Z") + ms).toISOString();

function point(ms: number | undefined, members = 2): RecoveryPoint {
  const { availableAt: _gone, ...rest } = set;
  const taken = {
    ...rest,
    requestedAt: at(0),
    ...(ms === undefined ? {} : { availableAt: at(ms) }),
    members: Array.from({ length: members }, () => set.members[0]).flatMap((member) => member ?? []),
  };
  return {
    id: "p",
    application: "orders",
    cloud: "prod",
    runId: "r",
    groupId: "g",
    groupSnapshotId: "s",
    createdAt: 0,
    requestedBy: "U0OPS",
    evidence: { ...whole, set: taken },
    label: { text: "", reasons: [] },
  };
}

const of = (policy: "require" | "degrade" | "skip") => ({ policy, budgetMs: 10_000, subject: "orders" });

test("the median of an application's own last ten sets of that size is what is expected", () => {
  expect(predictCut(2, [point(300), point(9_000), point(500)])).toEqual({
    ms: 500,
    because: "the median of its last 3 sets",
    sure: true,
  });
  expect(predictCut(2, [point(300)])).toMatchObject({ because: "the median of its last set", sure: false });
});

test("what is older than ten sets does not count any more", () => {
  const last = Array.from({ length: 10 }, () => point(300));
  expect(predictCut(2, [...last, ...Array.from({ length: 20 }, () => point(9_000))])?.ms).toBe(300);
});

test("a group that has grown is predicted by the time per member, which is never sure", () => {
  const smaller = [point(1_700, 2), point(1_700, 2), point(800, 1)];
  expect(predictCut(12, smaller)).toEqual({ ms: 10_200, because: "12 volumes × 850 ms", sure: false });
});

test("sets that nobody saw become available predict nothing, and without history nothing is predicted", () => {
  expect(predictCut(2, [point(undefined), point(300, 0)])).toBeUndefined();
  expect(predictCut(2, [])).toBeUndefined();
});

test("only a window that will probably overrun its budget is told, with what would help", () => {
  expect(predictionFindings({ ms: 10_000, because: "b", sure: true }, of("require"))).toEqual([]);
  expect(predictionFindings({ ms: 10_001, because: "b", sure: true }, of("degrade"))).toMatchObject([
    { code: "window-over-budget", severity: "warning", next: expect.stringContaining("quiesce.budget") },
  ]);
  expect(predictionFindings(undefined, of("require"))).toMatchObject([
    { code: "window-not-predicted", severity: "info" },
  ]);
});

test("a required freeze is refused only when the prediction is sure: one slow set keeps nobody from snapshots", () => {
  const severity = (sure: boolean) =>
    predictionFindings({ ms: 20_000, because: "b", sure }, of("require")).map((found) => found.severity);
  expect([severity(true), severity(false)]).toEqual([["error"], ["warning"]]);
  expect(surelyOverBudget({ ms: 20_000, because: "b", sure: true }, 10_000)).toBe(true);
  expect(surelyOverBudget({ ms: 20_000, because: "b", sure: false }, 10_000)).toBe(false);
  expect(surelyOverBudget({ ms: 10_000, because: "b", sure: true }, 10_000)).toBe(false);
  expect(surelyOverBudget(undefined, 10_000)).toBe(false);
});

test("without a freeze there is no window to predict", () => {
  expect(predictionFindings({ ms: 99_000, because: "b", sure: true }, of("skip"))).toEqual([]);
  expect(predictionFindings(undefined, of("skip"))).toEqual([]);
});
