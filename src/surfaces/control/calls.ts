import { z } from "zod";
import { AdoptionPlan } from "#domain/adopt/adoption.ts";
import { Approval } from "#domain/approval.ts";
import { AuditReport } from "#domain/audit-report/report.ts";
import { CloudAudit } from "#domain/design/cloud-audit.ts";
import { Design } from "#domain/design/document.ts";
import { DriftReport } from "#domain/drift/report.ts";
import { CleanupPreview } from "#domain/orphans/cleanup-result.ts";
import { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import { OrphanReport } from "#domain/orphans/orphan-report.ts";
import { Pause } from "#domain/pause.ts";
import { RecoveryPoint } from "#domain/recovery-point.ts";
import { RestorePlan } from "#domain/restore/plan.ts";
import { RestoreRecord } from "#domain/restore/record.ts";
import { Strategy } from "#domain/restore/strategy.ts";
import { RestoreTarget } from "#domain/restore/target.ts";
import { TestRecord } from "#domain/restore-test/record.ts";
import { RetentionView } from "#domain/retention/view.ts";
import { Incident } from "#domain/rpo/incident.ts";
import { StoreBackup } from "#domain/store-backup.ts";
import {
  applicationStatus,
  auditVerdict,
  diagnosis,
  manifestDiff,
  protectedPoint,
  requested,
  runView,
  scheduleLine,
  status,
  thawed,
} from "./answers.ts";

/** One operation as it goes over the socket. */
export interface Call<Request = unknown, Result = unknown> {
  readonly name: string;
  readonly request: z.ZodType<Request>;
  readonly result: z.ZodType<Result>;
  /** Longest wait for its answer, ms. Absent: it lasts as long as the asker waits. */
  readonly withinMs?: number;
  /** When its answer is lost, nobody knows whether it was done. */
  readonly changes: boolean;
}

/** From the store alone. */
const QUICK_MS = 30_000;
/** Asks the cloud or guests, each with deadlines of its own. */
const SLOW_MS = 300_000;
const THAW_MS = 60_000;

const look = <Request, Result>(
  name: string,
  request: z.ZodType<Request>,
  result: z.ZodType<Result>,
  withinMs = QUICK_MS,
): Call<Request, Result> => ({ name, request, result, withinMs, changes: false });

const change = <Request, Result>(
  name: string,
  request: z.ZodType<Request>,
  result: z.ZodType<Result>,
  withinMs = QUICK_MS,
): Call<Request, Result> => ({ name, request, result, withinMs, changes: true });

const text = z.string().min(1, "expected a text that is not empty");
const nothing = z.strictObject({});
const application = z.strictObject({ application: text });
const approvalId = z.strictObject({ approvalId: text });
const runId = z.strictObject({ runId: text });
const restoreWish = application.extend({
  point: text,
  roles: z.array(text).min(1).exactOptional(),
  strategy: Strategy.exactOptional(),
  target: RestoreTarget.exactOptional(),
  onFailure: z.enum(["tear down", "keep"]).exactOptional(),
});

const cleanWish = application.extend({ only: text.exactOptional() });

/** Asked of the version and the process before anything else; see protocol.ts. */
export const HELLO = "hello";
/** Not a call: its answer is a stream of lines. */
export const FOLLOW = "follow";
export const followRequest = runId;
export const followLine = z.object({ update: z.json() });

/** Who asks is no part of a request: the bot maps the OS user itself. */
export const calls = {
  doctor: look("doctor", application, diagnosis, SLOW_MS),
  rehearse: change("rehearse", application.extend({ trigger: text.exactOptional() }), requested),
  snapshot: change(
    "snapshot",
    application.extend({ reason: z.string().exactOptional(), trigger: text.exactOptional() }),
    requested,
  ),
  // Shorter than other questions to guests: the command line then asks them itself.
  thaw: change("thaw", application, z.array(thawed), THAW_MS),
  status: look("status", z.strictObject({ application: text.exactOptional() }), status, SLOW_MS),
  overview: look("overview", nothing, z.array(applicationStatus)),
  points: look("points", application, z.array(RecoveryPoint)),
  evidence: look("evidence", z.strictObject({ point: text }), RecoveryPoint),
  runs: look("runs", z.strictObject({ limit: z.int().min(1).max(1_000) }), z.array(runView)),
  run: look("run", runId, runView),
  cancel: change("cancel", runId.extend({ reason: z.string().exactOptional() }), runView),
  pause: change("pause", application.extend({ until: z.number(), reason: text }), Pause),
  resume: change("resume", application, Pause.optional()),
  decide: change(
    "decide",
    approvalId.extend({
      what: z.enum(["approve", "deny"]),
      digest: text,
      reason: z.string().exactOptional(),
      trigger: text.exactOptional(),
    }),
    Approval,
  ),
  withdraw: change("withdraw", approvalId.extend({ reason: z.string().exactOptional() }), Approval),
  breakGlass: change("break-glass", approvalId.extend({ reason: text, digest: text }), Approval),
  review: change("review", approvalId, Approval),
  approvals: look("approvals", nothing, z.array(Approval)),
  approval: look("approval", approvalId, Approval),
  // Every row is read.
  auditVerify: look("audit-verify", nothing, auditVerdict, SLOW_MS),
  planRestore: look("plan-restore", restoreWish, RestorePlan, SLOW_MS),
  restore: change(
    "restore",
    restoreWish.extend({ reason: z.string().exactOptional(), trigger: text.exactOptional() }),
    requested,
  ),
  discard: change("discard", z.strictObject({ restore: text, trigger: text.exactOptional() }), requested),
  restores: look("restores", nothing, z.array(RestoreRecord)),
  planAdoption: look(
    "plan-adoption",
    z.strictObject({ application: text.exactOptional() }),
    AdoptionPlan,
    SLOW_MS,
  ),
  adopt: change("adopt", z.strictObject({ application: text.exactOptional() }), AdoptionPlan, SLOW_MS),
  // Reads the cloud's lists.
  retention: look("retention", application, RetentionView, SLOW_MS),
  askRetention: change(
    "ask-retention",
    application.extend({ reason: z.string().exactOptional() }),
    requested,
  ),
  // Marks snapshots in the cloud.
  protect: change(
    "protect",
    z.strictObject({ point: text, reason: z.string().exactOptional() }),
    protectedPoint,
    SLOW_MS,
  ),
  unprotect: change("unprotect", z.strictObject({ point: text }), protectedPoint, SLOW_MS),
  drift: look("drift", z.strictObject({ application: text.exactOptional() }), z.array(DriftReport), SLOW_MS),
  design: look("design", application, Design, SLOW_MS),
  auditCloud: look("audit-cloud", z.strictObject({ cloud: text }), CloudAudit, SLOW_MS),
  // It waits until nothing is frozen.
  backUpStore: change(
    "back-up-store",
    z.strictObject({ file: text.exactOptional() }),
    StoreBackup,
    1_200_000,
  ),
  test: change(
    "test",
    application.extend({ point: text.exactOptional(), trigger: text.exactOptional() }),
    requested,
  ),
  tests: look(
    "tests",
    z.strictObject({ application: text.exactOptional(), limit: z.int().min(1).max(1_000) }),
    z.array(TestRecord),
  ),
  scanOrphans: change(
    "scan-orphans",
    z.strictObject({ application: text.exactOptional(), trigger: text.exactOptional() }),
    requested,
  ),
  orphans: look("orphans", z.strictObject({ application: text.exactOptional() }), OrphanReport),
  planCleanup: look("plan-cleanup", cleanWish, CleanupPreview, SLOW_MS),
  clean: change(
    "clean",
    cleanWish.extend({ reason: z.string().exactOptional(), trigger: text.exactOptional() }),
    requested,
  ),
  keepOrphan: change(
    "keep-orphan",
    z.strictObject({
      orphan: text,
      forMs: z.number().exactOptional(),
      reason: z.string().exactOptional(),
    }),
    OrphanRecord,
  ),
  releaseOrphan: change("release-orphan", z.strictObject({ orphan: text }), OrphanRecord),
  incidents: look("incidents", nothing, z.array(Incident)),
  snooze: change("snooze", z.strictObject({ incidentId: text, forMs: z.number().exactOptional() }), Incident),
  schedule: look("schedule", z.strictObject({ application: text.exactOptional() }), z.array(scheduleLine)),
  // Every row of the audit is read, and every point.
  report: look("report", z.strictObject({ since: z.number() }), AuditReport, SLOW_MS),
  reload: change("reload", nothing, manifestDiff),
  ended: { name: "ended", request: runId, result: runView, changes: false } satisfies Call,
};
