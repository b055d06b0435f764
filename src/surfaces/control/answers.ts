import { z } from "zod";
import type { ApplicationStatus, PointLine, TestLine } from "#domain/application-status.ts";
import type { AuditVerdict } from "#domain/audit-verdict.ts";
import { Foreseen } from "#domain/doctor/foreseen.ts";
import { Passed } from "#domain/doctor/passed.ts";
import { FrozenMount } from "#domain/evidence.ts";
import { Finding } from "#domain/finding.ts";
import { Grade } from "#domain/label.ts";
import type { ManifestDiff } from "#domain/manifest-diff.ts";
import { Pause } from "#domain/pause.ts";
import { Protection } from "#domain/protection.ts";
import { Verdict } from "#domain/restore-test/report.ts";
import { Incident } from "#domain/rpo/incident.ts";
import { ScheduleKind, SlotFate } from "#domain/schedule/record.ts";
import type { RunView } from "#engine/port.ts";
import type { Diagnosis, Protected, Requested, ScheduleLine, Status, Thawed } from "#operations/index.ts";

// What operations answer, as schemas: the other side of a socket is outside.

/** A key that is always there and may be `undefined`, which JSON leaves out. */
const orAbsent = <T extends z.ZodType>(schema: T) => schema.optional().transform((value) => value);

export const diagnosis = z.object({
  application: z.string(),
  ready: z.boolean(),
  foreseen: Foreseen.exactOptional(),
  findings: z.array(Finding),
  passed: z.array(Passed),
  mounts: z.array(
    z.object({ server: z.string(), kit: z.string().exactOptional(), mounts: z.array(FrozenMount) }),
  ),
  prediction: z.object({ ms: z.number(), because: z.string(), sure: z.boolean() }).exactOptional(),
}) satisfies z.ZodType<Diagnosis>;

export const requested = z.object({
  runId: z.string(),
  how: z.enum(["started", "queued", "joined", "known", "approval"]),
  busyWith: z.string().exactOptional(),
  approvalId: z.string().exactOptional(),
}) satisfies z.ZodType<Requested>;

export const protectedPoint = z.object({
  point: z.string(),
  application: z.string(),
  protected: Protection.exactOptional(),
  unmarked: z.array(z.string()),
}) satisfies z.ZodType<Protected>;

export const thawed = z.object({
  server: z.string(),
  was: z.enum(["idle", "thawed", "foreign", "unreachable"]),
  text: z.string(),
}) satisfies z.ZodType<Thawed>;

export const runView = z.object({
  id: z.string(),
  workflow: z.string(),
  state: z.enum(["queued", "running", "done", "failed", "cancelled", "parked"]),
  input: z.json(),
  result: z.json().exactOptional(),
  error: z
    .object({ kind: z.string(), message: z.string(), next: z.string().exactOptional() })
    .exactOptional(),
  lockKey: z.string().exactOptional(),
  createdAt: z.number(),
  endedAt: z.number().exactOptional(),
}) satisfies z.ZodType<RunView>;

const pointLine = z.object({
  id: z.string(),
  grade: orAbsent(Grade),
  text: z.string(),
  createdAt: z.number(),
}) satisfies z.ZodType<PointLine>;

const testLine = z.object({
  runId: z.string(),
  verdict: Verdict,
  startedAt: z.number(),
  endedAt: z.number(),
  text: z.string(),
  point: orAbsent(z.string()),
  rtoMs: orAbsent(z.number()),
}) satisfies z.ZodType<TestLine>;

const applicationRun = z.object({
  runId: z.string(),
  workflow: z.string(),
  state: z.enum(["running", "queued"]),
  since: z.number(),
  requestedBy: orAbsent(z.string()),
  phase: orAbsent(z.string()),
});

export const applicationStatus = z.object({
  application: z.string(),
  runs: z.array(applicationRun),
  newest: orAbsent(pointLine),
  usable: orAbsent(pointLine),
  wanted: orAbsent(Grade),
  rpoMs: orAbsent(z.number()),
  paused: orAbsent(Pause),
  channel: orAbsent(z.string()),
  lastTest: orAbsent(testLine),
  lastGoodTest: orAbsent(testLine),
  tested: orAbsent(z.object({ id: z.string(), createdAt: z.number(), testedAt: z.number() })),
  rtoMs: orAbsent(z.number()),
  lastRtoMs: orAbsent(z.number()),
  nextSnapshot: orAbsent(z.number()),
  nextTest: orAbsent(z.number()),
  incidents: z.array(Incident),
}) satisfies z.ZodType<ApplicationStatus>;

const frozenGuest = z.object({
  application: z.string(),
  server: z.string(),
  state: z.enum(["armed", "frozen", "thawing"]),
  instance: z.string(),
  ours: z.boolean(),
  runId: z.string(),
  frozenMs: orAbsent(z.number()),
  mounts: z.array(z.string()),
});

export const status = z.object({
  asked: z.number(),
  frozen: z.array(frozenGuest),
  unreachable: z.array(z.object({ application: z.string(), server: z.string(), reason: z.string() })),
  applications: z.array(applicationStatus),
}) satisfies z.ZodType<Status>;

export const scheduleLine = z.object({
  application: z.string(),
  kind: ScheduleKind,
  cron: z.string(),
  timezone: z.string(),
  missed: z.enum(["latest", "all", "skip"]),
  blackout: z.array(z.string()),
  next: z.array(z.number()),
  last: orAbsent(SlotFate),
  owed: z.array(z.number()),
  paused: orAbsent(Pause),
}) satisfies z.ZodType<ScheduleLine>;

export const manifestDiff = z.object({
  added: z.array(z.string()),
  removed: z.array(z.string()),
  changed: z.array(z.object({ application: z.string(), lines: z.array(z.string()) })),
}) satisfies z.ZodType<ManifestDiff>;

export const auditVerdict = z.discriminatedUnion("intact", [
  z.object({ intact: z.literal(true), rows: z.number(), head: z.string() }),
  z.object({ intact: z.literal(false), seq: z.number(), reason: z.string() }),
]) satisfies z.ZodType<AuditVerdict>;
