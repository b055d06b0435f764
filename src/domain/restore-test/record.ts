import { z } from "zod";
import { TestReport } from "./report.ts";

/** One restore test as the store keeps it. */
export const TestRecord = z.object({
  /** Of its run. */
  id: z.string(),
  application: z.string(),
  /** Slack id, or `schedule`. */
  requestedBy: z.string(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  state: z.enum(["running", "ended"]),
  /** When it has ended. */
  report: TestReport.optional(),
});
export type TestRecord = z.infer<typeof TestRecord>;
