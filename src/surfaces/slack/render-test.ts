import type { Application } from "#domain/application.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import type { TestRecord } from "#domain/restore-test/record.ts";
import type { Rendered } from "./outbox/rendered.ts";
import { isUnfinished, type RunMemory } from "./run-memory.ts";
import type { TestRun } from "./test-run.ts";
import { testMessage, testOutcome } from "./views/index.ts";
import type { TestState } from "./views/test-state.ts";

/** Where the truth about a restore test is. */
export interface TestSources {
  readonly memory: Pick<RunMemory, "restorePhases" | "busyWith" | "stopping">;
  /** Of an application, newest first. */
  readonly testsOf: (application: string) => Promise<TestRecord[]>;
  readonly nextTestOf: (application: string) => Promise<number | undefined>;
  readonly recordOf: (id: string) => Promise<RestoreRecord | undefined>;
}

/** What is known of it now. What only its end needs is read only then. */
export async function testStateOf(test: TestRun, sources: TestSources): Promise<TestState> {
  const { run, application } = test;
  const { memory, testsOf, nextTestOf, recordOf } = sources;
  const over = !isUnfinished(run);
  const [restore, tests, nextTest] = await Promise.all([
    // It has the id of its test.
    recordOf(run.id),
    over ? testsOf(application) : [],
    over ? nextTestOf(application) : undefined,
  ]);
  return {
    ...test,
    ...{ restore, tests, nextTest },
    phases: memory.restorePhases(run.id),
    stopping: memory.stopping,
    busyWith: memory.busyWith(run),
  };
}

/** The test's one message. It is open as long as something of it may be there, so that a discard is told in it. */
export function renderTest(state: TestState, ts: string | undefined, now: number): Rendered {
  const { run, restore, stopping } = state;
  if (ts === undefined) {
    // A first post may turn out to be a duplicate that nobody edits again: it says only that the test begins.
    const { result: _result, error: _error, endedAt: _endedAt, ...begun } = run;
    const first = begun.state === "queued" ? ("queued" as const) : ("running" as const);
    const message = testMessage({ ...state, run: { ...begun, state: first }, phases: [] }, now);
    return { message, final: false, priority: "progress" };
  }
  const standing = restore !== undefined && restore.state !== "gone";
  return {
    message: testMessage(state, now),
    final: !isUnfinished(run) && run.state !== "parked" && !standing,
    priority: isUnfinished(run) && stopping !== true ? "progress" : "final",
  };
}

/** Said once after its end; undefined when nobody is to be called. */
export function renderTestOutcome(
  state: TestState,
  application: Application | undefined,
): Rendered | undefined {
  const outcome = testOutcome(state, application);
  if (outcome === undefined) return undefined;
  return { message: outcome.message, final: true, priority: outcome.alarming ? "alert" : "final" };
}
