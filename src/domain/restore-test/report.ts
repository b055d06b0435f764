import { z } from "zod";
import { RestoreReport } from "#domain/restore/report.ts";
import { Grade } from "../label.ts";

/**
 * What a restore test came to:
 * - `passed`        the application's data was read back from new volumes, and every check agreed
 * - `failed`        its disks were there, proved and readable, and recovery or a check said no
 * - `inconclusive`  it did not come to that: nothing is known of the point that was not known before
 */
export const Verdict = z.enum(["passed", "failed", "inconclusive"]);
export type Verdict = z.infer<typeof Verdict>;

/** Where a test stopped; `clean-up` is the only one that says nothing about the point. */
export const TestPhase = z.enum([
  "pick",
  "plan",
  "volumes",
  "attach",
  "boot",
  "recovery",
  "checks",
  "clean-up",
]);
export type TestPhase = z.infer<typeof TestPhase>;

/**
 * How long one phase took by itself, ms. Choosing and planning count to `volumes`, and clean-up is not among them: of a test
 * that passed their sum is the RTO.
 */
export const PhaseTime = z.object({ phase: TestPhase, ms: z.number() });
export type PhaseTime = z.infer<typeof PhaseTime>;

/** How old the newest data was that came back, by a time that is in the data itself. */
export const DataRpo = z.object({
  /** The `freshness` check or the canary that told it. */
  by: z.enum(["freshness", "canary"]),
  /** Epoch ms of the newest data. */
  asOf: z.number(),
  /** From then to the cut of the point, ms; negative where the source's clock is ahead. */
  beforeCutMs: z.number(),
  /** From then to the start of the test, ms: what would have been lost. Only of the newest point. */
  lostMs: z.number().optional(),
  objectiveMs: z.number().optional(),
});
export type DataRpo = z.infer<typeof DataRpo>;

/** A change of a point's label that a test brought about. */
export const Regraded = z.object({
  point: z.string(),
  from: Grade.optional(),
  to: Grade.optional(),
  text: z.string(),
});
export type Regraded = z.infer<typeof Regraded>;

/** A figure that has become worse than it used to be. */
export const Regression = z.object({
  /** `rto`, or a phase. */
  what: z.string(),
  /** The 95th percentile of the last tests and of those before them, ms. */
  nowMs: z.number(),
  beforeMs: z.number(),
  tests: z.number(),
});
export type Regression = z.infer<typeof Regression>;

/** What a restore test tells when it has ended. JSON of at most 64 KiB. */
export const TestReport = z.object({
  runId: z.string(),
  application: z.string(),
  cloud: z.string(),
  verdict: Verdict,
  headline: z.string(),
  /** Why it is not `passed`, the first reason first. */
  reasons: z.array(z.string()),
  /** Where it stopped; absent: it passed. */
  stoppedIn: TestPhase.optional(),
  /** What the manifest's `restoreTest.pick` chose, and why it chose that. Absent: there was nothing to choose. */
  point: z
    .object({
      id: z.string(),
      takenAt: z.number(),
      grade: Grade.optional(),
      /** The label as it was when the test began. */
      label: z.string(),
      why: z.string(),
    })
    .optional(),
  target: z.enum(["server", "boot"]),
  startedAt: z.number(),
  endedAt: z.number(),
  phases: z.array(PhaseTime),
  /** From the start of the run to verified data; absent for anything less. Clean-up is not in it. */
  rtoMs: z.number().optional(),
  objectiveRtoMs: z.number().optional(),
  dataRpo: DataRpo.optional(),
  /** The last words of the database's log, without secrets; only when recovery failed. */
  databaseLog: z.array(z.string()).optional(),
  /** `no tear found (would see ≥ 0.4 s)`, `torn (0.9–1.3 s)` or `not run`. */
  canary: z.string(),
  /** The restore that the test made: phases, checks, what is left. Absent: it did not come to that. */
  restore: RestoreReport.optional(),
  /** Everything that it made is gone, as the cloud says when asked once more. */
  nothingLeft: z.boolean(),
  cleanUpMs: z.number().optional(),
  /** Label of the tested point, when it changed. */
  regraded: Regraded.optional(),
  /** Ids of points that were made the same way as one that failed. */
  flagged: z.array(z.string()),
  regressions: z.array(Regression),
  /** How many tests in a row were inconclusive, this one counted. */
  inconclusiveInRow: z.number(),
});
export type TestReport = z.infer<typeof TestReport>;
