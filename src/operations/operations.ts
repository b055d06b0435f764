import type { AdoptionPlan } from "#domain/adopt/adoption.ts";
import type { Application } from "#domain/application.ts";
import type { ApplicationStatus } from "#domain/application-status.ts";
import type { AuditReport } from "#domain/audit-report/report.ts";
import type { CloudAudit } from "#domain/design/cloud-audit.ts";
import type { Design } from "#domain/design/document.ts";
import type { DriftReport } from "#domain/drift/report.ts";
import type { ManifestDiff } from "#domain/manifest-diff.ts";
import type { Pause } from "#domain/pause.ts";
import type { Actor } from "#domain/permission.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { RestorePlan } from "#domain/restore/plan.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import type { TestRecord } from "#domain/restore-test/record.ts";
import type { PruneResult } from "#domain/retention/result.ts";
import type { RetentionView } from "#domain/retention/view.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import type { ScheduleNews } from "#domain/schedule/news.ts";
import type { StoreBackup } from "#domain/store-backup.ts";
import type { Json, RunView } from "#engine/port.ts";
import type { AdoptRequest } from "./adopt.ts";
import type { ApprovalOperations } from "./approval-operations.ts";
import type { AskRetentionRequest } from "./ask-retention.ts";
import type { BackUpRequest } from "./back-up-store.ts";
import type { CancelRequest } from "./cancel.ts";
import type { DiscardRequest } from "./discard.ts";
import type { Diagnosis } from "./doctor.ts";
import type { DriftFailure } from "./drift.ts";
import type { ScheduleFailure } from "./look-at-schedules.ts";
import type { OrphanOperations } from "./orphan-operations.ts";
import type { PauseRequest, ResumeRequest } from "./pause.ts";
import type { PlanRequest } from "./plan-restore.ts";
import type { Protected, ProtectRequest, UnprotectRequest } from "./protect.ts";
import type { RehearseRequest } from "./rehearse.ts";
import type { Reloaded } from "./reload.ts";
import type { Requested } from "./requested.ts";
import type { RestoreRequest } from "./restore.ts";
import type { RetentionFailure } from "./retention-watch.ts";
import type { ScheduleLine } from "./schedule-lines.ts";
import type { SnapshotRequest } from "./snapshot.ts";
import type { SnoozeRequest } from "./snooze.ts";
import type { Status } from "./status.ts";
import type { TestRequest } from "./test.ts";
import type { Thawed } from "./thaw.ts";
import type { ObjectiveFailure } from "./watch-objectives.ts";

/** All that a surface is given. A refusal is durable in the audit before it is thrown. */
export interface Operations extends ApprovalOperations, OrphanOperations {
  /** Looks at all that a snapshot rests on, changing nothing. Throws `not-found`. */
  doctor(application: string, signal: AbortSignal): Promise<Diagnosis>;
  /**
   * Starts a freeze and thaw without a snapshot, with a snapshot's rights. ONE durable write. Throws `not-found`,
   * `not-permitted`, `refused`, `busy`.
   */
  rehearse(request: RehearseRequest, signal: AbortSignal): Promise<Requested>;
  /**
   * ONE durable write: the run, or the audit row of the refusal. The same trigger twice is one run. Throws `not-found`,
   * `not-permitted`, `refused` (too soon; paused).
   */
  snapshot(request: SnapshotRequest, signal: AbortSignal): Promise<Requested>;
  /** Thaws only what this installation holds. Throws `not-found`, `not-permitted`. */
  thaw(application: string, actor: Actor, signal: AbortSignal): Promise<Thawed[]>;
  /** Application named: its guests are asked. None named: guests of applications with an open hold are asked. */
  status(application: string | undefined, signal: AbortSignal): Promise<Status>;
  /** From the store alone: fast, no cloud, no guest. */
  overview(): Promise<ApplicationStatus[]>;
  /** Newest first. Throws `not-found` for an application that has no manifest and no points. */
  points(application: string): Promise<RecoveryPoint[]>;
  /** When a restore of a point last began whose data was verified, by the point's id; of a point without one nothing is known. */
  verifiedPoints(application: string): Promise<ReadonlyMap<string, number>>;
  /** Throws `not-found`. */
  evidence(pointId: string): Promise<RecoveryPoint>;
  /** Newest first. */
  runs(limit: number): Promise<RunView[]>;
  /** Throws `not-found`, with the nearest of the newest runs. */
  run(id: string): Promise<RunView>;
  /** By an operator of the run's application. Throws `refused` when it has ended. A running one may end later than this. */
  cancel(request: CancelRequest, signal: AbortSignal): Promise<RunView>;
  /** Until then no freeze of it begins. At most 30 days; replaces an earlier pause. */
  pause(request: PauseRequest, signal: AbortSignal): Promise<Pause>;
  /** What was ended; undefined when it was not paused. */
  resume(request: ResumeRequest, signal: AbortSignal): Promise<Pause | undefined>;
  /** What a restore would do, changing nothing; what stands against it is among the findings. */
  planRestore(request: PlanRequest, signal: AbortSignal): Promise<RestorePlan>;
  /**
   * Starts a request for a restore: planned, approved where the manifest says so, then carried out. ONE durable write.
   * Throws `not-found`, `not-permitted`.
   */
  restore(request: RestoreRequest, signal: AbortSignal): Promise<Requested>;
  /** Starts the end of a restore: what it has made goes away. Throws `not-found`, `not-permitted`, `refused`. */
  discard(request: DiscardRequest, signal: AbortSignal): Promise<Requested>;
  /** Restores of which something may be there, oldest first. */
  restores(): Promise<RestoreRecord[]>;
  /** Points that the clouds have and the store does not, changing nothing; of all applications unless one is named. */
  planAdoption(application: string | undefined, signal: AbortSignal): Promise<AdoptionPlan>;
  /**
   * Takes them into the store, one durable write each. By an operator of each of their applications. Throws `not-found`,
   * `not-permitted`.
   */
  adopt(request: AdoptRequest, signal: AbortSignal): Promise<AdoptionPlan>;
  /**
   * Looks now whether applications have drifted from their manifests and newest points; at all of them unless one is named.
   * Throws `not-found`.
   */
  drift(application: string | undefined, signal: AbortSignal): Promise<DriftReport[]>;
  /**
   * The storage engineer's documents for one application on its own cloud, made now; each statement with its source. Changes
   * nothing. Throws `not-found`, `unreachable`.
   */
  design(application: string, signal: AbortSignal): Promise<Design>;
  /**
   * Who of all that the credential sees of a cloud believes to be consistent and is not. Changes nothing. Throws
   * `invalid-input` for a cloud that config.yml does not have, `unreachable`.
   */
  auditCloud(cloud: string, signal: AbortSignal): Promise<CloudAudit>;
  /** What the last look at an application has found, from the store alone; undefined: nobody has looked. */
  lastDrift(application: string): Promise<DriftReport | undefined>;
  /** Looks at those whose last look is too long ago. Returns what could not be looked at; throws the signal's reason. */
  watchDrift(signal: AbortSignal): Promise<readonly DriftFailure[]>;
  /** A copy of the store while it is open. By an operator of any application. Throws `not-permitted`, `refused`, `failed`. */
  backUpStore(request: BackUpRequest, signal: AbortSignal): Promise<StoreBackup>;
  /** Makes the backup that config wants by schedule, if one is due. Throws `refused`, `failed`. */
  backUpIfDue(signal: AbortSignal): Promise<StoreBackup | undefined>;
  /**
   * Starts a restore test, or follows the one that goes on for this application. ONE durable write. By an operator. Throws
   * `not-found`, `not-permitted`, `refused` (the manifest has no `restoreTest`).
   */
  test(request: TestRequest, signal: AbortSignal): Promise<Requested>;
  /** By their start, newest first; running ones too. Of all applications unless one is named. */
  tests(application: string | undefined, limit: number): Promise<TestRecord[]>;
  /** What retention would do now, changing nothing: what goes, and why each other point stays. Throws `not-found`. */
  retention(application: string, signal: AbortSignal): Promise<RetentionView>;
  /** Has a retention approved, also after a no. By an operator. Throws `not-found`, `not-permitted`, `refused`. */
  askRetention(request: AskRetentionRequest, signal: AbortSignal): Promise<Requested>;
  /** Nothing deletes the point from now on. By an operator. Throws `not-found`, `not-permitted`, `invalid-input`. */
  protect(request: ProtectRequest, signal: AbortSignal): Promise<Protected>;
  /** The end of it. By an operator. Throws `not-found`, `not-permitted`, `unreachable` (it is protected as before then). */
  unprotect(request: UnprotectRequest, signal: AbortSignal): Promise<Protected>;
  /**
   * Begins what retention has to do, or asks for it; ask it each minute and after runs: a look without news costs nothing.
   * Returns what could not be looked at; throws the signal's reason.
   */
  lookAtRetention(signal: AbortSignal): Promise<readonly RetentionFailure[]>;
  /** Each run of retention that took a point away, or could not. Returns how to stop. */
  onRetention(listener: (result: PruneResult) => void): () => void;
  /**
   * Reads all manifests again, as one set: nothing changes when one of them is wrong (`invalid-input`). By an operator of
   * any application; no actor is the system's own signal.
   */
  reload(actor: Actor | undefined, signal: AbortSignal): Promise<ManifestDiff>;
  /** Each reload that changed something, whoever asked for it. Returns how to stop. */
  onReload(listener: (reloaded: Reloaded) => void): () => void;
  /** Schedules by application: when next, and what became of the last slot. Throws `not-found`. */
  schedule(application?: string): Promise<ScheduleLine[]>;
  /**
   * Begins what schedules say, also for slots that passed unseen; ask it after a start and each minute. A slot is one run,
   * however often it is looked at. Returns what could not be looked at; throws the signal's reason.
   */
  lookAtSchedules(signal: AbortSignal): Promise<readonly ScheduleFailure[]>;
  /** What schedules have left out or made up for, and clocks that were changed. Returns how to stop. */
  onSchedule(listener: (news: ScheduleNews) => void): () => void;
  /** What somebody has to see to, because no next run mends it: open ones first, oldest first, then those resolved last. */
  incidents(): Promise<Incident[]>;
  /**
   * Nobody is reminded of an incident before that; it stays in the status. By an operator of its application. Throws
   * `not-found`, `not-permitted`, `invalid-input`, or `refused` when it is resolved.
   */
  snooze(request: SnoozeRequest, signal: AbortSignal): Promise<Incident>;
  /**
   * Opens and resolves incidents; ask it after each look at schedules. Returns what could not be looked at; throws the
   * signal's reason.
   */
  watchObjectives(signal: AbortSignal): Promise<readonly ObjectiveFailure[]>;
  /** The incident that a failed snapshot run belongs to, opened by then; undefined: it belongs to none. */
  incidentOfRun(runId: string): Promise<Incident | undefined>;
  /** Each incident that was opened, told anew, snoozed or resolved, durable by then. Returns how to stop. */
  onIncident(listener: (incident: Incident) => void): () => void;
  /**
   * What was proved since then (epoch ms): labels, restore tests, coverage, approvals, failures; and the audit's hash chain,
   * verified. Throws `invalid-input` for a time to come.
   */
  report(since: number): Promise<AuditReport>;
  /** Names, for did-you-mean and overviews. */
  applications(): readonly string[];
  /** Throws `not-found`. */
  application(name: string): Application;
  /** Resolves when the run has ended, however it ended. */
  ended(runId: string, signal: AbortSignal): Promise<RunView>;
  /** Lossy progress of one run. Returns how to stop. */
  follow(runId: string, listener: (update: Json) => void): () => void;
  /** Lossy progress of all runs. Returns how to stop. */
  onProgress(listener: (runId: string, update: Json) => void): () => void;
  /** Each durable change of a run's state. Returns how to stop. */
  onRun(listener: (run: RunView) => void): () => void;
}

/** What can be asked from another process: no listeners, nothing that is answered without waiting, and nothing that only a window shows. */
export type AskedOperations = Omit<
  Operations,
  | "application"
  | "applications"
  | "verifiedPoints"
  | "lookAtSchedules"
  | "watchObjectives"
  | "incidentOfRun"
  | "backUpIfDue"
  | "lastDrift"
  | "watchDrift"
  | "lookForOrphans"
  | "tellOwners"
  | "keepSeen"
  | "releaseSeen"
  | "lookAtRetention"
  | Extract<keyof Operations, `on${string}`>
>;
