import fc from "fast-check";
import type { TestReport } from "#domain/restore-test/report.ts";
import type { RunView } from "#engine/port.ts";
import * as views from "#surfaces/slack/views/index.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import type { TestState } from "#surfaces/slack/views/test-state.ts";
import { hostile } from "./hostile.ts";
import { hostileRecord } from "./hostile-restores.ts";
import { heardOfTest, testReports, testRun, testsBefore } from "./restore-tests.ts";
import { application, NOW } from "./sample.ts";

/** Restore tests of which outsiders chose every word, and of which any phase may have taken any time. */

const many = fc.array(hostile, { maxLength: 60 });
const ms = fc.constantFrom(0, 1, 999, 61_000, 7 * 3_600_000, 90 * 86_400_000);

const report: fc.Arbitrary<TestReport> = fc
  .record({
    base: fc.constantFrom<TestReport>(...Object.values(testReports)),
    application: hostile,
    headline: hostile,
    reasons: many,
    label: hostile,
    why: hostile,
    databaseLog: many,
    canary: hostile,
    flagged: many,
    what: hostile,
    ms,
    lostMs: fc.option(ms, { nil: undefined }),
    nothingLeft: fc.boolean(),
  })
  .map(({ base, label, why, what, ms: took, lostMs, ...rest }) => {
    const { dataRpo, rtoMs, ...known } = base;
    return {
      ...known,
      ...rest,
      ...(base.point === undefined ? {} : { point: { ...base.point, id: what, label, why } }),
      phases: base.phases.map((one) => ({ ...one, ms: took })),
      ...(rtoMs === undefined ? {} : { rtoMs: took }),
      ...(dataRpo === undefined
        ? {}
        : {
            dataRpo: {
              by: dataRpo.by,
              asOf: 0,
              beforeCutMs: -took,
              ...(lostMs === undefined ? {} : { lostMs }),
            },
          }),
      regressions: [{ what, nowMs: took, beforeMs: 0, tests: 10 }],
      regraded: { point: what, text: label },
    };
  });

const run: fc.Arbitrary<RunView> = fc
  .record({
    state: fc.constantFrom("queued", "running", "done", "failed", "cancelled", "parked"),
    id: hostile,
    workflow: hostile,
    error: fc.option(fc.record({ kind: hostile, message: hostile, next: hostile }), { nil: undefined }),
    result: fc.oneof(report, hostile),
  })
  .map(({ error, result, ...rest }) =>
    testRun({
      ...rest,
      result: JSON.parse(JSON.stringify(result)),
      ...(error === undefined ? {} : { error }),
    }),
  );

const state: fc.Arbitrary<TestState> = fc.record({
  run,
  application: hostile,
  point: hostile,
  requestedBy: fc.oneof(hostile, fc.constant("U0KIM2345")),
  phases: fc
    .tuple(fc.constantFrom(...Object.values(heardOfTest)), hostile)
    .map(([phases, what]) =>
      phases.map((phase) => (phase.phase === "recovering" ? { ...phase, what } : phase)),
    ),
  restore: fc.option(hostileRecord, { nil: undefined }),
  tests: fc
    .tuple(fc.constantFrom(0, 1, 3, 30), report)
    .map(([count, told]) => testsBefore(count).map((one) => ({ ...one, report: told }))),
  nextTest: fc.constantFrom(undefined, NOW),
  stopping: fc.boolean(),
  busyWith: hostile,
});

export const hostileTests: Readonly<Record<string, fc.Arbitrary<Message>>> = {
  testMessage: state.map((one) => views.testMessage(one, NOW)),
  testOutcome: state.map(
    (one) => views.testOutcome(one, application)?.message ?? views.lookingAnswer("nothing"),
  ),
};
