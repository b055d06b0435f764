import { expect, test } from "vitest";
import { canaryLines } from "#domain/canary/lines.ts";
import { runOf } from "./simulated-cut.ts";

const writer = { volumes: 2, everyMs: 150, writeMs: 10 };

test("a point tells of its canary what is known before a test, and nothing where there was none", () => {
  expect(canaryLines(undefined)).toEqual([]);
  expect(canaryLines(runOf(writer))).toEqual([
    "db wrote to v0, v1 in turn, 100 times, at most 150 ms apart; a restore test reads it",
  ]);
  expect(canaryLines(runOf(writer, { writers: [], covered: false, problems: ["db: no room"] }))).toEqual([
    "it ended before the group snapshot was available",
    "not run: db: no room",
  ]);
});
