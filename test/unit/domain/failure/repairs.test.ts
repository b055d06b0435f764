import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FailureKind, failureKindOf } from "#domain/failure/failure-kind.ts";
import { REPAIRS, repairsOf, runbookOf } from "#domain/failure/repairs.ts";
import { runbookEntry } from "#domain/failure/runbook-entry.ts";
import { results } from "../../slack-views/results.ts";

const runbook = readFileSync(new URL("../../../../docs/runbook.md", import.meta.url), "utf8");

test.each(FailureKind.options)(
  "%s has its repairs, and an entry in the runbook with something to do",
  (kind) => {
    const { repairs, runbook: heading } = REPAIRS[kind];
    expect(new Set(repairs).size).toBe(repairs.length);
    expect(repairs).toContain("runbook");
    expect(runbookEntry(runbook, heading)).toMatch(/\*Retry\*|`[^`]+`/);
  },
);

test("an entry ends where the next one begins", () => {
  const entry = runbookEntry(runbook, "Cinder never answers") ?? "";
  expect(entry).toContain("cinder reset-state --type group-snapshot --state error ID");
  expect(entry).not.toContain("###");
  expect(entry).not.toContain("A member of the group snapshot failed");
  expect(runbookEntry(runbook, "No such heading")).toBeUndefined();
});

const of = (state: Parameters<typeof failureKindOf>[0], froze = false) => failureKindOf(state, froze);

test.each([
  ["ok", undefined],
  ["degraded", "degraded"],
  ["requirement-missed", "requirement-missed"],
  ["refused", "refused"],
  ["thaw-not-confirmed", "thaw-unconfirmed"],
  ["incomplete", "incomplete"],
  ["unanswered", "unanswered"],
] as const)("a run whose result is %s is a failure of kind %s", (name, kind) => {
  expect(of({ state: "done", result: results[name] })).toBe(kind);
});

test("a run without a result is told by its error, and one that nobody cancelled in its freeze is no failure", () => {
  expect(of({ state: "failed", error: { kind: "unreachable" } })).toBe("unreachable");
  expect(of({ state: "failed", error: { kind: "of a later version" } })).toBe("failed");
  expect(of({ state: "done", result: { unknown: true } })).toBe("failed");
  expect(of({ state: "parked" })).toBe("parked");
  expect(of({ state: "cancelled" })).toBeUndefined();
  expect(of({ state: "cancelled" }, true)).toBe("cancelled");
  expect(of({ state: "running" }, true)).toBeUndefined();
});

const run = (kind: FailureKind, at = 1) => ({ id: `r-${at}`, kind, at });
const left = [{ id: "set-1", run: "r-1" }];
const point = { run: "r-9", point: "p-9", by: "U0KIM2345", at: 9 };

test("only what still helps is offered", () => {
  const runs = [run("incomplete")];
  expect(repairsOf({ runs, left })).toEqual(["retry", "clean-up", "runbook"]);
  expect(repairsOf({ runs, left: [] })).toEqual(["retry", "runbook"]);
  expect(repairsOf({ runs, left, mended: point })).toEqual(["clean-up", "runbook"]);
  expect(repairsOf({ runs, left: left.map((one) => ({ ...one, gone: { at: 2 } })) })).toEqual([
    "retry",
    "runbook",
  ]);
});

test("what failed last comes first, and what failed before keeps its clean-up", () => {
  const runs = [run("incomplete", 1), run("thaw-unconfirmed", 2), run("refused", 3)];
  expect(repairsOf({ runs, left })).toEqual(["retry", "thaw-state", "clean-up", "runbook"]);
  expect(runbookOf({ runs, left })).toEqual([
    REPAIRS.refused.runbook,
    REPAIRS["thaw-unconfirmed"].runbook,
    REPAIRS.incomplete.runbook,
  ]);
});
