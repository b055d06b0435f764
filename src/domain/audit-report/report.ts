import { z } from "zod";
import { Regression, TestPhase, Verdict } from "#domain/restore-test/report.ts";
import { ApprovalState } from "../approval.ts";
import { Grade } from "../label.ts";

const Spread = z.object({ of: z.number(), p50Ms: z.number(), p95Ms: z.number(), newestMs: z.number() });

/** One restore test in one line. */
export const AuditedTest = z.object({
  runId: z.string(),
  startedAt: z.number(),
  requestedBy: z.string(),
  point: z.string().optional(),
  verdict: Verdict,
  headline: z.string(),
  stoppedIn: TestPhase.optional(),
  rtoMs: z.number().optional(),
  /** By a time in the restored data, before the cut, ms. */
  dataBeforeCutMs: z.number().optional(),
  phases: z.array(z.object({ phase: TestPhase, ms: z.number() })),
  nothingLeft: z.boolean(),
  /** The label that it changed. */
  regraded: z.string().optional(),
});
export type AuditedTest = z.infer<typeof AuditedTest>;

/** What was shown of one application in the period. */
export const AuditedApplication = z.object({
  application: z.string(),
  /** Its manifest is there now. */
  protected: z.boolean(),
  objectives: z.object({
    rpoMs: z.number().optional(),
    rtoMs: z.number().optional(),
    grade: Grade.optional(),
  }),
  points: z.object({
    /** Taken in the period and still known, by grade; `none`: no grade is left of it. */
    taken: z.record(z.string(), z.number()),
    /** Of those at least as good as the objective, the longest time between two; both ends of the period count, ms. */
    longestGapMs: z.number().optional(),
    newest: z
      .object({ id: z.string(), createdAt: z.number(), grade: Grade.optional(), text: z.string() })
      .optional(),
    /** Of all that are known: how many, and how many of them no test has ever said anything of. */
    known: z.number(),
    untested: z.number(),
  }),
  tests: z.array(AuditedTest),
  statistics: z.object({
    tests: z.number(),
    passed: z.number(),
    failed: z.number(),
    inconclusive: z.number(),
    lastPassedAt: z.number().optional(),
    rto: Spread.optional(),
    phases: z.array(Spread.extend({ phase: TestPhase })),
    freeze: Spread.optional(),
  }),
  regressions: z.array(Regression),
  /** Why it does not count as covered; absent: a test of it passed in the period. */
  untested: z.string().optional(),
});
export type AuditedApplication = z.infer<typeof AuditedApplication>;

export const AuditedApproval = z.object({
  id: z.string(),
  application: z.string(),
  what: z.string(),
  requestedBy: z.string(),
  requestedAt: z.number(),
  state: ApprovalState,
  approvedBy: z.array(z.string()),
  deniedBy: z.array(z.string()),
  /** Approved alone; `open`: no approver has looked at it yet. */
  breakGlass: z.enum(["reviewed", "open"]).optional(),
});
export type AuditedApproval = z.infer<typeof AuditedApproval>;

/** A run that did not come to its end, or not to a good one. */
export const AuditedFailure = z.object({
  runId: z.string(),
  workflow: z.string(),
  application: z.string().optional(),
  at: z.number(),
  text: z.string(),
});
export type AuditedFailure = z.infer<typeof AuditedFailure>;

export const AuditedIncident = z.object({
  id: z.string(),
  application: z.string(),
  openedAt: z.number(),
  resolvedAt: z.number().optional(),
  text: z.string(),
});
export type AuditedIncident = z.infer<typeof AuditedIncident>;

/** What this installation can show for a period: for people who were not there. Times are epoch ms. */
export const AuditReport = z.object({
  version: z.literal(1),
  instance: z.string(),
  since: z.number(),
  until: z.number(),
  audit: z.discriminatedUnion("intact", [
    z.object({ intact: z.literal(true), rows: z.number(), head: z.string() }),
    z.object({ intact: z.literal(false), seq: z.number(), reason: z.string() }),
  ]),
  /** Of the applications that have a manifest: all, and those of which a test passed in the period. */
  coverage: z.object({ applications: z.number(), covered: z.number() }),
  applications: z.array(AuditedApplication),
  approvals: z.array(AuditedApproval),
  failures: z.array(AuditedFailure),
  incidents: z.array(AuditedIncident),
  /** What was there to be read in the period but was too much. */
  leftOut: z.array(z.string()),
});
export type AuditReport = z.infer<typeof AuditReport>;
