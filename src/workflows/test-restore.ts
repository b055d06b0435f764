import { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import type { TestReport } from "#domain/restore-test/report.ts";
import type { Json, RunContext } from "#engine/port.ts";
import type { TestPorts } from "./test-ports.ts";

/** Registered under this name; a change that the journal of a run in flight could not replay gets a new number. */
export const TEST_RESTORE = "test-restore@1";

export const TestInput = z.object({
  application: z.string(),
  /** Slack id of whoever asked, or `schedule`. */
  requestedBy: z.string(),
  /** A point's id or `latest`; without one the manifest's `restoreTest.pick` chooses. */
  point: z.string().optional(),
});
export type TestInput = z.infer<typeof TestInput>;

/** One restore test at a time per application, and snapshots of it go on meanwhile. */
export const testLockKey = (application: string): string => `test ${application}`;

/** A restore test, from the choice of a point to its report. */
export async function testRestore(_ctx: RunContext, given: Json, _ports: TestPorts): Promise<TestReport> {
  const { application } = TestInput.parse(given);
  throw new DomainError("refused", `a restore test of ${application} cannot be carried out yet`);
}
