import { Approval, isOpen } from "#domain/approval.ts";
import { DriftReport } from "#domain/drift/report.ts";
import { Hold } from "#domain/hold.ts";
import type { Grade } from "#domain/label.ts";
import { MessageSlot } from "#domain/message-slot.ts";
import { CleanupRecord } from "#domain/orphans/cleanup-record.ts";
import { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import { ScanRecord } from "#domain/orphans/scan-record.ts";
import { Pause } from "#domain/pause.ts";
import { RecoveryPoint } from "#domain/recovery-point.ts";
import { RestoreRecord } from "#domain/restore/record.ts";
import { TestRecord } from "#domain/restore-test/record.ts";
import { RetentionRecord } from "#domain/retention/record.ts";
import { Incident } from "#domain/rpo/incident.ts";
import { Watched } from "#domain/rpo/watched.ts";
import { ScheduleRecord } from "#domain/schedule/record.ts";
import type { DocumentKind } from "./document.ts";

/** One execution of a freeze window; its id is its token. */
export const holdKind = {
  name: "hold",
  schema: Hold,
  indexes: {
    application: (hold) => ({ key: hold.application, position: hold.openedAt }),
    run: (hold) => ({ key: hold.runId, position: hold.openedAt }),
    /** Only those that still have to be settled. */
    open: (hold) => (hold.settledAt === undefined ? { key: "open", position: hold.openedAt } : undefined),
    /** Those that froze something, as far as anybody knows. */
    froze: (hold) => (hold.froze === false ? undefined : { key: hold.application, position: hold.openedAt }),
  },
} as const satisfies DocumentKind<Hold>;

/** One recovery point. */
export const pointKind = {
  name: "point",
  schema: RecoveryPoint,
  indexes: {
    application: (point) => ({ key: point.application, position: point.createdAt }),
    run: (point) => ({ key: point.runId, position: point.createdAt }),
    graded: ({ application, label, createdAt }) =>
      label.grade === undefined
        ? undefined
        : { key: gradedKey(application, label.grade), position: createdAt },
  },
} as const satisfies DocumentKind<RecoveryPoint>;

/** No application's name has a space. */
export const gradedKey = (application: string, grade: Grade): string => `${application} ${grade}`;

/** At most one per application; its id is the application's name. */
export const pauseKind = {
  name: "pause",
  schema: Pause,
  indexes: {},
} as const satisfies DocumentKind<Pause>;

/** One message that a channel is owed. */
export const slotKind = {
  name: "slot",
  schema: MessageSlot,
  indexes: {
    open: (slot) => (slot.settled ? undefined : { key: "open", position: slot.createdAt }),
  },
} as const satisfies DocumentKind<MessageSlot>;

/** One request that people decide on. */
export const approvalKind = {
  name: "approval",
  schema: Approval,
  indexes: {
    all: ({ requestedAt }) => ({ key: "all", position: requestedAt }),
    /** Those that somebody has still to act on. */
    open: (approval) => (isOpen(approval) ? { key: "open", position: approval.requestedAt } : undefined),
  },
} as const satisfies DocumentKind<Approval>;

/** One restore; its id is that of the run which makes it. */
export const restoreKind = {
  name: "restore",
  schema: RestoreRecord,
  indexes: {
    application: ({ application, startedAt }) => ({ key: application, position: startedAt }),
    /** Those of which something may be there. */
    open: ({ state, startedAt }) => (state === "gone" ? undefined : { key: "open", position: startedAt }),
    /** Those whose data was verified. */
    measured: ({ application, report, startedAt }) =>
      report?.rtoMs === undefined ? undefined : { key: application, position: startedAt },
  },
} as const satisfies DocumentKind<RestoreRecord>;

/** One restore test; its id is that of its run. */
export const testKind = {
  name: "test",
  schema: TestRecord,
  indexes: {
    all: ({ startedAt }) => ({ key: "", position: startedAt }),
    application: ({ application, startedAt }) => ({ key: application, position: startedAt }),
  },
} as const satisfies DocumentKind<TestRecord>;

/** What retention may do with an application's points, and did last; its id is the application's name. */
export const retentionKind = {
  name: "retention",
  schema: RetentionRecord,
  indexes: {},
} as const satisfies DocumentKind<RetentionRecord>;

/** How far a schedule has been dealt with; its id is `snapshot:orders-db`. */
export const scheduleKind = {
  name: "schedule",
  schema: ScheduleRecord,
  indexes: { all: () => ({ key: "all" }) },
} as const satisfies DocumentKind<ScheduleRecord>;

/** One breach of an application's objectives. */
export const incidentKind = {
  name: "incident",
  schema: Incident,
  indexes: {
    all: ({ openedAt }) => ({ key: "all", position: openedAt }),
    open: ({ resolvedAt, openedAt }) =>
      resolvedAt === undefined ? { key: "open", position: openedAt } : undefined,
  },
} as const satisfies DocumentKind<Incident>;

/** What the last look for drift has come to; its id is the application's name. */
export const driftKind = {
  name: "drift",
  schema: DriftReport,
  indexes: {},
} as const satisfies DocumentKind<DriftReport>;

/** Since when an objective is watched; its id is `rpo:orders-db`. */
export const watchedKind = {
  name: "watched",
  schema: Watched,
  indexes: { all: () => ({ key: "all" }) },
} as const satisfies DocumentKind<Watched>;

/** One orphan, until it is gone. */
export const orphanKind = {
  name: "orphan",
  schema: OrphanRecord,
  indexes: {
    all: ({ foundAt }) => ({ key: "", position: foundAt }),
    cloud: ({ orphan, foundAt }) => ({ key: orphan.cloud, position: foundAt }),
  },
} as const satisfies DocumentKind<OrphanRecord>;

/** The newest scan of a cloud; its id is the cloud's name. */
export const scanKind = {
  name: "orphan-scan",
  schema: ScanRecord,
  indexes: { all: () => ({ key: "" }) },
} as const satisfies DocumentKind<ScanRecord>;

/** One clean-up; its id is that of the run which carries it out. */
export const cleanupKind = {
  name: "cleanup",
  schema: CleanupRecord,
  indexes: {},
} as const satisfies DocumentKind<CleanupRecord>;
