import type { AuditVerdict } from "#domain/audit-verdict.ts";
import type { Hold } from "#domain/hold.ts";
import type { Grade } from "#domain/label.ts";
import type { MessageSlot } from "#domain/message-slot.ts";
import type { Pause } from "#domain/pause.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { ScheduleRecord } from "#domain/schedule/record.ts";
import type { ApprovalRecords } from "./approval-records.ts";
import type { IncidentRecords } from "./incident-records.ts";
import type { RetentionRecords } from "./retention-records.ts";

/** What stays with an audit row. No secrets. */
export type AuditDetail = Readonly<Record<string, string | number | boolean | string[]>>;

/** One audit row, but for its time. */
export interface AuditRow {
  readonly actor: string;
  readonly act: string;
  readonly subject: string;
  readonly detail?: AuditDetail;
}

/** A schedule's record with the version that it was read at. */
export interface KeptSchedule {
  readonly record: ScheduleRecord;
  readonly version: number;
}

export interface RecordsPort extends ApprovalRecords, IncidentRecords, RetentionRecords {
  /** Durable before it resolves; throws when it could not be written: then nothing may freeze. */
  openHold(hold: Hold): Promise<void>;
  /** `froze: false` only when it is known that nothing of this hold was ever frozen. */
  settleHold(token: string, how: string, froze?: boolean): Promise<void>;
  openHolds(application?: string): Promise<Hold[]>;
  /** The newest hold that froze something, as far as anybody knows, whatever became of its run. */
  lastFreeze(application: string): Promise<Hold | undefined>;
  savePoint(point: RecoveryPoint): Promise<void>;
  point(id: string): Promise<RecoveryPoint | undefined>;
  /** The id of the point that a run has made; undefined when it has made none. */
  pointOfRun(runId: string): Promise<string | undefined>;
  /** Newest first; all of them unless there is a limit. `until`: those taken at that moment or before, epoch ms. */
  points(application: string, limit?: number, until?: number): Promise<RecoveryPoint[]>;
  /** The newest of this grade or a better one; of any, also without a grade, when none is named. */
  newestPoint(application: string, atLeast?: Grade): Promise<RecoveryPoint | undefined>;
  /** Undefined also once it has ended by itself. */
  pause(application: string): Promise<Pause | undefined>;
  /** Replaces an earlier one. With its audit row in one commit; `seen` is what rights rested on. */
  savePause(pause: Pause, seen?: AuditDetail): Promise<void>;
  /** What was ended; undefined (and nothing was written) when it was not paused. */
  removePause(application: string, by: string, seen?: AuditDetail): Promise<Pause | undefined>;
  /** One durable audit row. */
  audit(row: AuditRow): Promise<void>;
  verifyAudit(): Promise<AuditVerdict>;
  slot(id: string): Promise<MessageSlot | undefined>;
  /** Not settled, oldest first. */
  openSlots(): Promise<MessageSlot[]>;
  saveSlot(slot: MessageSlot): Promise<void>;
  schedules(): Promise<KeptSchedule[]>;
  /** The record and its audit row in ONE commit. False: somebody else was first, nothing was written. */
  saveSchedule(next: ScheduleRecord, expected: number | "absent", audit: AuditRow): Promise<boolean>;
  /** Of a schedule that there is no more. */
  removeSchedule(kept: KeptSchedule, audit: AuditRow): Promise<void>;
}
