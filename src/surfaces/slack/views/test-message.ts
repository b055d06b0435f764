import { TestReport } from "#domain/restore-test/report.ts";
import type { Message } from "./message.ts";
import { testEnded } from "./test-ended.ts";
import { testProgress } from "./test-progress.ts";
import { testResult } from "./test-result.ts";
import type { TestState } from "./test-state.ts";
import { testWaiting } from "./test-waiting.ts";

/** The one message of a restore test, from its start to its verdict. */
export function testMessage(state: TestState, now: number): Message {
  const { run, stopping, phases } = state;
  switch (run.state) {
    case "queued":
      return testWaiting(state, "queued");
    case "running":
      if (stopping === true) return testWaiting(state, "stopping");
      if (phases.at(-1)?.phase === "waiting") return testWaiting(state, "slot");
      return phases.length === 0 ? testWaiting(state, "starting") : testProgress(state, now);
    case "done":
    case "failed":
    case "cancelled":
    case "parked": {
      const report = reportOf(state);
      return report === undefined ? testEnded(state) : testResult(state, report);
    }
  }
}

/** What it came to: its own result, or what the store has of it. */
export const reportOf = ({ run, tests }: Pick<TestState, "run" | "tests">): TestReport | undefined =>
  TestReport.safeParse(run.result).data ?? tests.find(({ id }) => id === run.id)?.report;
