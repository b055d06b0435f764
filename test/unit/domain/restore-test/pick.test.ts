import { expect, test } from "vitest";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { type Choice, pickPoint } from "#domain/restore-test/pick.ts";
import { unfrozen, whole } from "../observed.ts";
import { pointWith } from "../restore/restorable.ts";

const NOW = Date.parse("2026-11-23T12:00:00Z");

const at = (hoursAgo: number, evidence: RecoveryPoint["evidence"] = whole): RecoveryPoint => ({
  ...pointWith(evidence),
  id: `orders-${hoursAgo}h`,
  createdAt: NOW - hoursAgo * 3_600_000,
});

const verdict = (verdict: "passed" | "failed", hoursAgo: number): RecoveryPoint["evidence"] => ({
  ...whole,
  tests: { verdict, runId: "t", at: NOW - hoursAgo * 3_600_000, text: "" },
});

const choice = (change: Partial<Choice>): Choice => ({
  pick: "latest",
  points: [at(1, unfrozen), at(2), at(3)],
  runId: "r-1",
  now: NOW,
  ...change,
});

const picked = (change: Partial<Choice>): string => {
  const one = pickPoint(choice(change));
  return "none" in one ? one.none : `${one.point.id}: ${one.why}`;
};

test("the latest is the newest of the wanted grade, also when its last test took the grade away", () => {
  expect(picked({})).toBe("orders-1h: the newest");
  expect(picked({ wanted: "A" })).toBe("orders-2h: the newest of grade A or better");
  expect(picked({ wanted: "A", points: [at(1, verdict("failed", 0.5)), at(2)] })).toBe(
    "orders-1h: the newest of grade A or better",
  );
  expect(picked({ wanted: "B", points: [at(1, unfrozen)] })).toBe(
    "orders-1h: the newest; none is of grade B or better",
  );
});

test("what was asked for goes before what the manifest picks", () => {
  expect(picked({ pick: "oldest-kept", asked: "orders-2h" })).toBe("orders-2h: asked for");
  expect(picked({ pick: "oldest-kept", asked: "latest" })).toBe("orders-1h: the newest");
  expect(picked({ asked: "orders-9h" })).toBe("there is no recovery point orders-9h");
});

test("never-tested: the newest without a verdict, then the one whose test is longest ago", () => {
  const tested = [at(1, verdict("passed", 0.5)), at(2), at(3)];
  expect(picked({ pick: "never-tested", points: tested })).toMatch(/^orders-2h: the newest of 2 /);
  const all = [at(1, verdict("passed", 0.5)), at(2, verdict("failed", 30)), at(3, verdict("passed", 2))];
  expect(picked({ pick: "never-tested", points: all })).toMatch(
    /^orders-2h: all were tested; this one longest ago \(2026-11-22 06:00 UTC, 30 h ago\)$/,
  );
});

test("oldest-kept, and nothing where there is nothing", () => {
  expect(picked({ pick: "oldest-kept" })).toBe("orders-3h: the oldest that is kept");
  for (const pick of ["latest", "random", "never-tested", "oldest-kept"] as const)
    expect(picked({ pick, points: [] })).toBe("there is no recovery point to test");
});

test("random is the same for the same run, and comes to every point", () => {
  const points = Array.from({ length: 8 }, (_, index) => at(index));
  const drawn = (runId: string) => picked({ pick: "random", points, runId });
  const draw = () => Array.from({ length: 200 }, (_, index) => drawn(`r-${index}`));
  expect(draw()).toEqual(draw());
  expect(new Set(draw()).size).toBe(points.length);
});
