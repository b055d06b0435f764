import { expect, test } from "vitest";
import type { TestReport } from "#domain/restore-test/report.ts";
import { report as restored, thing } from "../control/restored.ts";
import { commandLineOver, endedRun } from "./command-line.ts";

// How the command line asks for a restore test and tells what became of it: the operations are in memory.

const passed: TestReport = {
  runId: "t-2",
  application: "orders",
  cloud: "prod",
  verdict: "passed",
  headline: "passed: orders from orders-1, data verified in 1.5 min, within its objective of 15 min",
  reasons: [],
  point: {
    id: "orders-1",
    takenAt: Date.parse("2026-11-23T10:42:00Z"),
    grade: "A",
    label: "application-consistent (verified freeze)",
    why: "the newest",
  },
  target: "server",
  startedAt: Date.parse("2026-11-23T11:00:00Z"),
  endedAt: Date.parse("2026-11-23T11:02:00Z"),
  phases: [
    { phase: "volumes", ms: 30_000 },
    { phase: "checks", ms: 60_000 },
  ],
  rtoMs: 90_000,
  objectiveRtoMs: 900_000,
  dataRpo: {
    by: "freshness",
    asOf: Date.parse("2026-11-23T10:41:00Z"),
    beforeCutMs: 60_000,
    lostMs: 1_140_000,
    objectiveMs: 600_000,
  },
  canary: "not run",
  restore: { ...restored, left: [], state: "torn down" },
  nothingLeft: true,
  cleanUpMs: 12_000,
  regraded: {
    point: "orders-1",
    from: "A",
    to: "A",
    text: "application-consistent (verified freeze), tested",
  },
  flagged: [],
  regressions: [{ what: "rto", nowMs: 90_000, beforeMs: 60_000, tests: 10 }],
  inconclusiveInRow: 0,
};

const failed: TestReport = {
  ...passed,
  verdict: "failed",
  headline: "FAILED in recovery: orders from orders-1; invalid checkpoint record",
  stoppedIn: "recovery",
  reasons: ["invalid checkpoint record"],
  databaseLog: ["PANIC: could not locate a valid checkpoint record"],
  regraded: { point: "orders-1", from: "A", text: "failed its restore test (recovery): was grade A" },
  flagged: ["orders-0"],
};

const { point: _, restore: __, regraded: ___, dataRpo: ____, rtoMs: _____, ...bare } = passed;
const inconclusive: TestReport = {
  ...bare,
  verdict: "inconclusive",
  headline: "inconclusive, it stopped in plan: orders; quota",
  stoppedIn: "plan",
  reasons: ["quota gigabytes: 40 of 50 are used", "no host"],
  phases: [],
  inconclusiveInRow: 2,
};

function commandLine(result: TestReport) {
  const asked: unknown[] = [];
  const { out, run } = commandLineOver({
    test: async (request) => {
      asked.push(request);
      return { runId: "t-2", how: "started" };
    },
    ended: async () => endedRun("t-2", "test-restore@1", result),
    follow: () => () => undefined,
  });
  return { asked, run, text: () => out.join("\n") };
}

test("a test that passed: the verdict first, then what was measured against what is wanted, and that nothing is left", async () => {
  const { asked, run, text } = commandLine(passed);
  expect(await run("test", "orders", "orders-1")).toBe(0);
  expect(asked).toMatchObject([{ application: "orders", point: "orders-1", actor: { slackId: "U0OPS" } }]);
  expect(text().split("\n")[0]).toBe(passed.headline);
  for (const line of [
    "point     orders-1, taken 2026-11-23 10:42 UTC: the newest",
    "rto       1.5 min until the data was verified; objective 15 min",
    "phases    volumes 30 s, checks 1 min",
    "data rpo  MISSED: newest data of 2026-11-23 10:41 UTC, 1 min before the point; 19 min would have been lost (objective 10 min) (by freshness)",
    "worse     rto: 1.5 min now, 1 min before (95th percentile of 10 tests)",
    "clean-up  nothing is left, in 12 s",
  ])
    expect(text()).toContain(line);
});

test("one that failed: what the database said last, and whom it concerns", async () => {
  const { run, text } = commandLine(failed);
  expect(await run("test", "orders")).toBe(5);
  for (const line of [
    "label     no grade failed its restore test (recovery): was grade A (it was A application-consistent",
    "log       PANIC: could not locate a valid checkpoint record",
    "flagged   1 point made the same way: orders-0",
  ])
    expect(text()).toContain(line);
});

test("one that says nothing ends neither as done nor as failed, and never says success", async () => {
  const { run, text } = commandLine(inconclusive);
  expect(await run("test", "orders")).toBe(4);
  expect(text()).not.toMatch(/success/i);
  for (const line of ["why       no host", "in a row  2 tests inconclusive", "clean-up  nothing was made"])
    expect(text()).toContain(line);
});

test("what could not be removed is told with the commands that remove it", async () => {
  const left = {
    ...passed,
    nothingLeft: false,
    restore: { ...restored, left: [thing], state: "left behind" as const },
  };
  const { run, text } = commandLine(left);
  await run("test", "orders");
  expect(text()).toContain("clean-up  LEFT BEHIND: some of it could not be removed");
  for (const command of thing.remedy) expect(text()).toContain(command);
});

test("as JSON it is the report", async () => {
  const { run, text } = commandLine(passed);
  await run("test", "orders", "--json");
  expect(JSON.parse(text())).toEqual({
    freezeframe: 1,
    verb: "test",
    result: JSON.parse(JSON.stringify(passed)),
  });
});
