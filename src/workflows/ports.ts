import type { Application } from "#domain/application.ts";
import type { AuditVerdict } from "#domain/audit-verdict.ts";
import type {
  DeclaredBackend,
  Group,
  GroupSnapshot,
  MemberSnapshot,
  Pool,
  Quota,
  Readable,
  Server,
  Volume,
} from "#domain/cloud.ts";
import type { FrozenSpan } from "#domain/doctor/felt.ts";
import type { FrozenMount, ServerHold } from "#domain/evidence.ts";
import type { Hold } from "#domain/hold.ts";
import type { Grade } from "#domain/label.ts";
import type { MessageSlot } from "#domain/message-slot.ts";
import type { Pause } from "#domain/pause.ts";
import type { Members } from "#domain/permission.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { ScheduleRecord } from "#domain/schedule/record.ts";
import type { Clock } from "#support/clock.ts";
import type { StampedSetsPort } from "./adopt-ports.ts";
import type { ApprovalRecords } from "./approval-records.ts";
import type { BootCloudPort } from "./boot-cloud-port.ts";
import type { CanaryRequest, RunningCanary } from "./canary-port.ts";
import type { DesignCloudPort } from "./design-ports.ts";
import type { DoctorCloudPort, DoctorGuestPort } from "./doctor-ports.ts";
import type { DriftCloudPort } from "./drift-ports.ts";
import type { IncidentRecords } from "./incident-records.ts";
import type { OrphanCloudPort } from "./orphan-cloud-port.ts";
import type { ProtectionPort } from "./protection-port.ts";
import type { RestoreCloudPort } from "./restore-cloud-port.ts";
import type { RetentionRecords } from "./retention-records.ts";
import type { SetDeletionPort } from "./set-deletion-port.ts";
import type { SnapshotTurns } from "./snapshot-turns.ts";
import type { WindowSlots } from "./window-slots.ts";

/** What workflows need of the world. Adapters in `cloud/`, `quiesce/` and `store/` implement it; `composition/` joins them. */
export interface Ports {
  readonly clock: Clock;
  /** This installation's id, in every stamp. */
  readonly instance: string;
  application(name: string): Application;
  /** The cloud that an application's manifest names. */
  cloud(name: string): CloudPort;
  readonly guests: GuestPort;
  readonly records: RecordsPort;
  /** Who is who in Slack, now. */
  readonly members: Members;
  /** Slack ids of those who may approve alone (config.yml `breakGlass:`). */
  readonly breakGlass: readonly string[];
  /** HMAC-SHA256 over a text with the installation's key, hex. */
  sign(text: string): string;
  readonly limits: Limits;
  readonly snapshotTurns: SnapshotTurns;
  readonly windowSlots: WindowSlots;
}

/** Milliseconds and counts that belong to the installation (config.yml `limits:`). */
export interface Limits {
  readonly heartbeatMs: number;
  readonly silenceMs: number;
  readonly budgetMaxMs: number;
  readonly creatingIsLeftoverMs: number;
  readonly windowExecutions: number;
  /** Between two executions of the freeze window of one application. */
  readonly betweenExecutionsMs: number;
  readonly windowsAtOnce: number;
  /** Between two polls of a group snapshot while something is frozen. */
  readonly pollMs: number;
  /** Between two freezes of one application. */
  readonly betweenFreezesMs: number;
  /** From a request to the moment at which nobody can approve it any more. */
  readonly approvalExpiryMs: number;
  /** Points that retention takes away in one run of one application. */
  readonly prunedAtOnce: number;
}

// ---------------------------------------------------------------------------------------------------------- cloud

/** Did the request reach Cinder's database? `unknown`: the answer was lost; look before doing it again. */
export type CreateOutcome =
  | { readonly kind: "created"; readonly groupSnapshot: { readonly id: string; readonly name: string } }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unknown"; readonly reason: string };

export interface CloudPort
  extends StampedSetsPort,
    DriftCloudPort,
    DoctorCloudPort,
    RestoreCloudPort,
    BootCloudPort,
    SetDeletionPort,
    ProtectionPort {
  readonly name: string;
  /** For the search for orphans. */
  readonly scan: OrphanCloudPort;
  /** For designs and audits. */
  readonly design: DesignCloudPort;
  /** A token at hand, a connection open, microversion pinned: call before a freeze so that nothing of it is inside. */
  warm(signal: AbortSignal): Promise<void>;
  /** Errors: `not-found`, or `refused` when a name fits more than one. */
  findGroup(nameOrId: string, signal: AbortSignal): Promise<Group>;
  findVolume(nameOrId: string, signal: AbortSignal): Promise<Volume>;
  volumesOfGroup(groupId: string, signal: AbortSignal): Promise<Volume[]>;
  /** Spec `consistent_group_snapshot_enabled` of the group type, exact string; `null` = there is none. Needs admin. */
  groupTypeSpec(groupTypeId: string, signal: AbortSignal): Promise<Readable<string | null>>;
  /** The group type's name, which everybody may read. */
  groupTypeName(groupTypeId: string, signal: AbortSignal): Promise<string>;
  /** The same key among a volume type's extra specs. Needs admin. */
  volumeTypeSpec(volumeType: string, signal: AbortSignal): Promise<Readable<string | null>>;
  /** Pool of a volume (`host@backend#pool`). Needs admin. */
  poolOf(volumeId: string, signal: AbortSignal): Promise<Readable<string>>;
  pools(signal: AbortSignal): Promise<Readable<Pool[]>>;
  quota(signal: AbortSignal): Promise<Readable<Quota>>;
  /** Nova's record of a server; `unread` where the cloud shows none. Errors: `not-found`, `refused` when not unique. */
  findServer(nameOrId: string, signal: AbortSignal): Promise<Readable<Server>>;
  /** The back ends that the operator declared in config for this cloud. */
  readonly declared: readonly DeclaredBackend[];
  /** One POST, never retried by itself. */
  createGroupSnapshot(
    groupId: string,
    name: string,
    description: string,
    signal: AbortSignal,
  ): Promise<CreateOutcome>;
  /** Undefined when Cinder says 404. */
  showGroupSnapshot(id: string, signal: AbortSignal): Promise<GroupSnapshot | undefined>;
  /** All group snapshots of a group whose name starts with `prefix`. */
  groupSnapshotsNamed(groupId: string, prefix: string, signal: AbortSignal): Promise<GroupSnapshot[]>;
  membersOf(
    groupSnapshotId: string,
    volumeIds: readonly string[],
    signal: AbortSignal,
  ): Promise<MemberSnapshot[]>;
  setSnapshotMetadata(
    snapshotId: string,
    metadata: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void>;
}

// --------------------------------------------------------------------------------------------------------- guests

export interface GuestPort extends DoctorGuestPort {
  /**
   * Opens one session per server, resolves volumes and recipes, prepares (checkpoint, foreign freezes). Nothing is
   * frozen and no lock is taken yet. Throws DomainError; everything opened is closed again then.
   */
  open(request: HoldRequest, signal: AbortSignal): Promise<OpenedHold>;
  /** Starts the write-order canaries around one cut. Never throws; see {@link RunningCanary}. */
  canary(request: CanaryRequest, signal: AbortSignal): RunningCanary;
  /** What each server's holder says: is anything frozen, and by whom? */
  status(servers: readonly GuestAddress[], signal: AbortSignal): Promise<GuestStatus[]>;
  /** Thaws the hold with this token if it is still there. Idempotent. Throws `unreachable` when a guest does not answer. */
  settle(servers: readonly GuestAddress[], token: string, signal: AbortSignal): Promise<void>;
}

/** How a server is reached. */
export interface GuestAddress {
  readonly server: string;
  readonly via:
    | {
        readonly kind: "ssh";
        readonly host: string;
        readonly port: number;
        readonly user: string;
        readonly jump?: string | undefined;
      }
    | { readonly kind: "local"; readonly port: number };
}

export type GuestStatus =
  | { readonly server: string; readonly state: "idle" }
  | { readonly server: string; readonly state: "unreachable"; readonly reason: string }
  | {
      readonly server: string;
      readonly state: "armed" | "frozen" | "thawing";
      readonly token: string;
      readonly instance: string;
      readonly runId: string;
      readonly mounts: readonly string[];
      readonly frozenMs: number | undefined;
    };

/** A volume of an application where its guest has it. */
export interface GuestVolume {
  readonly role: string;
  readonly volumeId: string;
  readonly server: string;
  readonly mount: string | undefined;
}

export interface HoldRequest {
  readonly runId: string;
  /** Look only (`doctor`): resolve everything and look for foreign freezes, but no checkpoint. */
  readonly rehearse: boolean;
  readonly budgetMs: number;
  readonly servers: readonly GuestAddress[];
  readonly volumes: readonly GuestVolume[];
  /** In order; inside a stage in parallel; thawed in reverse. */
  readonly stages: readonly (readonly HoldRecipe[])[];
}

export type HoldRecipe =
  | { readonly kind: "fsfreeze"; readonly server: string; readonly roles: readonly string[] }
  | { readonly kind: "postgresql"; readonly server: string; readonly cluster: string }
  | { readonly kind: "mariadb"; readonly server: string; readonly name: string }
  | { readonly kind: "hook"; readonly server: string; readonly name: string };

/** What would be frozen in one guest, and the version of its kit. */
export interface GuestMounts {
  readonly server: string;
  readonly kit?: string | undefined;
  readonly mounts: readonly FrozenMount[];
}

/** Sessions that are open and prepared, nothing frozen yet. */
export interface OpenedHold extends AsyncDisposable {
  /** What would be frozen, by server; known before the freeze. */
  readonly mounts: readonly GuestMounts[];
  /** What `collect` will say if the hold comes about without a flaw: nothing of it has been observed. */
  foreseen(): ServerHold[];
  /** After the thaw: when each guest was frozen, by its own monotonic clock. */
  frozenSpans(): FrozenSpan[];
  /** Takes the guests' locks and starts the watchdogs. Throws `busy` when another hold is open in a guest. */
  arm(token: string, signal: AbortSignal): Promise<void>;
  /**
   * Freezes stage by stage and proves it. Throws when any part does not come about; everything is thawed by then, and
   * `DomainError.message` says in which guest, where and why.
   */
  freeze(signal: AbortSignal): Promise<void>;
  /** Aborted with a reason as soon as any guest says that it thawed, or stops answering. */
  readonly lost: AbortSignal;
  /** True when all sentinels of all servers are blocked. Never throws for a lost hold. */
  prove(signal: AbortSignal): Promise<boolean>;
  /** Orders the thaw, stage by stage in reverse, and proves it. Never throws: what was not observed is false. */
  thaw(): Promise<void>;
  /** After the thaw: everything that was observed. Never throws. */
  collect(signal: AbortSignal): Promise<ServerHold[]>;
}

// -------------------------------------------------------------------------------------------------------- records

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
