import type { TestReport } from "#domain/restore-test/report.ts";
import type { RunView } from "#engine/port.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { restoreReceipt } from "#surfaces/slack/views/restore-receipt.ts";
import { runsAnswer } from "#surfaces/slack/views/runs-answer.ts";
import { testMessage } from "#surfaces/slack/views/test-message.ts";
import { testOutcome } from "#surfaces/slack/views/test-outcome.ts";
import type { TestState } from "#surfaces/slack/views/test-state.ts";
import { heardOfTest, NEXT, TEST, testReports, testRestore, testRun, testsBefore } from "./restore-tests.ts";
import { recordOf, reports } from "./restores.ts";
import { application, NOW } from "./sample.ts";

const state = (change: Partial<TestState> = {}): TestState => ({
  run: testRun(),
  application: "orders-db",
  requestedBy: "schedule",
  phases: [],
  tests: testsBefore(11),
  nextTest: NEXT,
  ...change,
});

const tell = (change: Partial<TestState> = {}): Message => testMessage(state(change), NOW);

const done = (report: TestReport): RunView =>
  testRun({ state: "done", endedAt: NOW, result: JSON.parse(JSON.stringify(report)) });

const broken = (change: Partial<RunView>): TestState => state({ run: testRun({ endedAt: NOW, ...change }) });

const leftRecord = recordOf({ ...testRestore, state: "left", report: reports["left-behind"] });

/** Ends that have no report. */
const others: Readonly<Record<string, TestState>> = {
  "broke-off": {
    ...broken({
      state: "failed",
      error: {
        kind: "unreachable",
        message: "Keystone at https://cloud.example/identity did not answer within 10 s",
      },
    }),
    restore: leftRecord,
  },
  cancelled: broken({
    state: "cancelled",
    error: {
      kind: "interrupted",
      message: "cancelled: by U0KIM2345: the cloud is busy; nothing of the test is left",
    },
  }),
  parked: broken({ state: "parked", workflow: "test-restore@2" }),
};

const ends: Readonly<Record<string, TestState>> = {
  ...Object.fromEntries(
    Object.entries(testReports).map(([name, report]) => [name, state({ run: done(report) })]),
  ),
  "left-behind": state({ run: done(testReports["left-behind"]), restore: leftRecord }),
  "left-behind-discarded": state({ run: done(testReports["left-behind"]) }),
  ...others,
};

const outcomes = Object.entries(ends).flatMap(([name, one]): [string, Message][] => {
  const outcome = testOutcome(one, application);
  return outcome === undefined ? [] : [[`test-end-${name}`, outcome.message]];
});

const asked = { requestedBy: "U0KIM2345", point: "latest" };

/** What a channel sees of restore tests. */
export const testMessages: Readonly<Record<string, Message>> = {
  "test-starting": tell(asked),
  "test-queued": tell({ run: testRun({ state: "queued" }), busyWith: "r-20261123-103112-02be11aa" }),
  "test-waits-its-turn": tell({ phases: [{ phase: "waiting" }] }),
  ...Object.fromEntries(
    Object.entries(heardOfTest).map(([name, phases]) => [
      `test-${name}`,
      tell({ phases, restore: name === "picking" || name === "planning" ? undefined : testRestore }),
    ]),
  ),
  "test-stopping": tell({ phases: heardOfTest.creating, stopping: true }),
  ...Object.fromEntries(Object.entries(ends).map(([name, one]) => [`test-${name}`, testMessage(one, NOW)])),
  "test-passed-first": tell({ run: done(testReports.passed), tests: [], nextTest: undefined, ...asked }),
  ...Object.fromEntries(outcomes),
  "test-end-passed-asked": outcomeOf({ run: done(testReports.passed), ...asked }),
  "test-end-inconclusive-asked": outcomeOf({ run: done(testReports["inconclusive-attach"]), ...asked }),
};

function outcomeOf(change: Partial<TestState>): Message {
  const outcome = testOutcome(state(change), application);
  if (outcome === undefined) throw new Error("whoever asked is told the end");
  return outcome.message;
}

/** What only whoever asked sees of them. */
export const testAnswers: Readonly<Record<string, Message>> = {
  "runs-tests": runsAnswer(
    [
      testRun(),
      ...(["passed", "regression", "failed-recovery", "inconclusive-attach", "left-behind"] as const).map(
        (name) => done(testReports[name]),
      ),
    ],
    NOW,
  ),
  "receipt-test": restoreReceipt(
    { runId: "r-20261123-103712-7f3a9c21", how: "started" },
    { what: "restore test", application: "orders-db", channel: "C0123456789" },
  ),
  "receipt-test-joined": restoreReceipt(
    { runId: TEST, how: "joined" },
    { what: "restore test", application: "orders-db", channel: "C0123456789" },
  ),
};
