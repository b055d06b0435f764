import { z } from "zod";
import { CanaryRun } from "./canary/run.ts";

/**
 * Evidence is a record of positive observations. A field that is absent was not observed, which is never the same as
 * observed to be fine. `label.ts` is the only reader that draws a conclusion.
 */

/** One file system that was frozen: which volumes lie under it and what was seen of it. */
export const FrozenMount = z.object({
  mount: z.string(),
  /** Ids of all volumes under this file system. */
  volumeIds: z.array(z.string()).min(1),
  device: z.string(),
  fsType: z.string(),
  fsUuid: z.string().optional(),
});
export type FrozenMount = z.infer<typeof FrozenMount>;

/** A library that sorts text in a database. */
export const TextSorting = z.object({
  library: z.enum(["libc", "icu"]),
  /** In the library's own words, as the database recorded it when it was made or refreshed. */
  recorded: z.string().optional(),
  /** The same, as the library that the server used said it. */
  used: z.string().optional(),
});
export type TextSorting = z.infer<typeof TextSorting>;

/** An application's own act, proved inside the hold. Its recipe decides what it is worth. */
export const ApplicationAct = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("postgresql"),
    cluster: z.string(),
    version: z.string(),
    /** data_directory, pg_wal and tablespaces as the server itself reports them. */
    paths: z.array(z.string()),
    /** Every one of `paths` lies on a mount that this hold froze. */
    pathsFrozen: z.boolean(),
    /** The redo position of the last checkpoint moved during this run, or the server is a clean standby. */
    checkpointAdvanced: z.boolean(),
    role: z.enum(["primary", "standby"]),
    fsync: z.boolean(),
    fullPageWrites: z.boolean(),
    synchronousCommit: z.string(),
    /** Same system identifier and postmaster start time before and after. */
    sameServer: z.boolean(),
    /** Upper bound of the WAL that a start will replay, bytes. */
    walToReplay: z.number().optional(),
    /** What sorted the text of its databases; empty when all sort by bytes. Absent: not asked. */
    collations: z.array(TextSorting).optional(),
    /** Version of the ICU that the server had loaded. */
    icu: z.string().optional(),
    /** Every commit that this server acknowledged or applied before this guest wall-clock time is in the snapshot. */
    commitsBefore: z.string(),
  }),
  z.object({
    kind: z.literal("mariadb"),
    name: z.string(),
    version: z.string(),
    /** Data directory and everything that lies apart from it, as the server itself reports them; the data directory first. */
    paths: z.array(z.string()),
    /** Every one of `paths` lies on a mount that this hold froze. */
    pathsFrozen: z.boolean(),
    /** Asked in the one session that holds it, the server said that it is in BACKUP STAGE BLOCK_COMMIT … */
    stageAfterFreeze: z.boolean(),
    /** … and the same session said so again after the group snapshot was seen `available` … */
    stageBeforeThaw: z.boolean(),
    /** … and it took BACKUP STAGE END after the thaw: the server was the same all the time. */
    stageEnded: z.boolean(),
    /** Once commits were blocked, the redo log was written up to the last of them. */
    redoWritten: z.boolean(),
    /** `innodb_doublewrite` is on; absent: not read. */
    doublewrite: z.boolean().optional(),
    /** `innodb_flush_method`, in the server's word. */
    flushMethod: z.string(),
    role: z.enum(["primary", "replica", "galera"]),
    /** How many tables each storage engine keeps. Absent: the account does not see every table. */
    engines: z.array(z.object({ engine: z.string(), tables: z.number() })).optional(),
    /** Upper bound of the redo log that a start will apply, bytes. */
    redoToApply: z.number().optional(),
    /** `gtid_binlog_pos` of the moment when commits were blocked. */
    gtid: z.string().optional(),
    /** Every commit that this server acknowledged or applied before this guest wall-clock time is in the snapshot. */
    commitsBefore: z.string(),
  }),
  z.object({
    kind: z.literal("hook"),
    name: z.string(),
    /** The hook's prove file said yes after the freeze and again before the thaw. */
    provedAfterFreeze: z.boolean(),
    provedBeforeThaw: z.boolean(),
  }),
]);
export type ApplicationAct = z.infer<typeof ApplicationAct>;

/** What one guest's holder said of its part of the hold. */
export const ServerHold = z.object({
  server: z.string(),
  kit: z.string(),
  kernel: z.string(),
  bootId: z.string(),
  /** Versions of the C library and of ICU in the guest. */
  glibc: z.string().optional(),
  icu: z.string().optional(),
  mounts: z.array(FrozenMount),
  /** All sentinels were blocked before the request went to Cinder … */
  blockedBeforeCut: z.boolean(),
  /** … and the same ones, without a gap, after the group snapshot was seen `available`. */
  blockedAfterCut: z.boolean(),
  /** The holder said `cause=ordered`: it held until the thaw was ordered. */
  heldUntilOrdered: z.boolean(),
  /** Why it thawed, in the holder's word. */
  thawCause: z.string(),
  /** The watchdog said that it never fired. */
  watchdogQuiet: z.boolean(),
  /** Every freezer was reaped and every sentinel has completed. */
  thawProved: z.boolean(),
  /** In the guest's monotonic time, start of the first freezer to end of the last thaw. */
  frozenMs: z.number().optional(),
  acts: z.array(ApplicationAct),
});
export type ServerHold = z.infer<typeof ServerHold>;

/** The freeze window as a whole. Times are the bot's. */
export const HoldEvidence = z.object({
  /** Secret of this execution; part of the group snapshot's name. */
  token: z.string(),
  budgetMs: z.number(),
  servers: z.array(ServerHold).min(1),
  /** ISO times: all stages frozen, thaw ordered, last thaw proved. */
  frozenAt: z.string(),
  thawOrderedAt: z.string(),
  thawedAt: z.string().optional(),
  /** First FREEZE sent to last thaw answered, by the bot's monotonic clock. */
  windowMs: z.number(),
  /** The group snapshot was seen `available` before the thaw was ordered. */
  availableBeforeThaw: z.boolean(),
});
export type HoldEvidence = z.infer<typeof HoldEvidence>;

/** One member snapshot of the set. */
export const MemberEvidence = z.object({
  role: z.string(),
  volumeId: z.string(),
  volumeName: z.string().optional(),
  /** What type the volume was of when preflight looked. */
  volumeType: z.string().optional(),
  /** What the volume had when preflight looked, GiB. */
  expectedSize: z.number(),
  snapshotId: z.string().optional(),
  status: z.string().optional(),
  /** GiB, as Cinder says. */
  size: z.number().optional(),
});
export type MemberEvidence = z.infer<typeof MemberEvidence>;

export const SetEvidence = z.object({
  groupSnapshotId: z.string(),
  /** `ff/<instance>/<application>/<run>/<token>` */
  name: z.string(),
  status: z.string(),
  /** ISO: POST sent, group snapshot first seen `available`. */
  requestedAt: z.string(),
  availableAt: z.string().optional(),
  members: z.array(MemberEvidence),
  /** Members of the group snapshot that belong to no volume of the manifest. */
  foreignMembers: z.array(z.string()),
});
export type SetEvidence = z.infer<typeof SetEvidence>;

/** What a driver does with a group snapshot, and who says so. */
export const DriverEvidence = z.object({
  driver: z.string().optional(),
  verdict: z.enum(["atomic", "loops"]),
  by: z.enum(["knowledge-base", "declared"]),
  /** Where it is written: source lines, or the config key. */
  source: z.string(),
});
export type DriverEvidence = z.infer<typeof DriverEvidence>;

/** What could be read about the back end when preflight looked. */
export const BackendEvidence = z.object({
  /** `host@backend#pool` of the members; more than one entry means different pools. */
  pools: z.array(z.string()).optional(),
  /** Value of the group type's spec `consistent_group_snapshot_enabled`; `null` = readable and absent. */
  groupTypeSpec: z.string().nullable().optional(),
  /** The pools' capability of the same name. */
  poolCapability: z.boolean().optional(),
  driver: DriverEvidence.optional(),
  /** What could not be read, and why, in words. */
  unread: z.array(z.string()),
});
export type BackendEvidence = z.infer<typeof BackendEvidence>;

/** What a restore test has shown of a point; an inconclusive one shows nothing. */
export const TestEvidence = z.object({
  verdict: z.enum(["passed", "failed"]),
  runId: z.string(),
  /** Epoch milliseconds of its end. */
  at: z.number(),
  /** Of a failed one: what said no. */
  phase: z.enum(["recovery", "checks"]).optional(),
  text: z.string(),
  /** Of one that passed: the one before it that had failed. */
  failedBefore: z.object({ runId: z.string(), at: z.number() }).optional(),
});
export type TestEvidence = z.infer<typeof TestEvidence>;

/** Another point's failed restore test. */
export const SiblingFailed = z.object({ point: z.string(), runId: z.string(), at: z.number() });
export type SiblingFailed = z.infer<typeof SiblingFailed>;

/** A point that was rebuilt from the stamps on its members after our own store was lost: nothing of the evidence is left but this. */
export const AdoptedEvidence = z.object({
  /** Slack id of whoever had it adopted, and when (epoch milliseconds). */
  by: z.string(),
  at: z.number(),
  /**
   * What valid stamps say of it, before any restore test. Absent: not every member has one, so it is what Cinder shows.
   */
  signed: z
    .object({ grade: z.enum(["A", "B", "C", "D", "E"]), text: z.string(), proof: z.string() })
    .optional(),
});
export type AdoptedEvidence = z.infer<typeof AdoptedEvidence>;

export const Evidence = z.object({
  /** Absent: no freeze was tried (`policy: skip`) or it did not come about. */
  hold: HoldEvidence.optional(),
  /** Why there is no hold, or what broke it, first reason first. */
  holdFailure: z.array(z.string()),
  policy: z.enum(["require", "degrade", "skip"]),
  set: SetEvidence,
  backend: BackendEvidence,
  /** The write-order canary around the cut. Absent: the manifest did not ask for one. */
  canary: CanaryRun.optional(),
  /** A write-order canary on restored volumes was torn. */
  canaryTorn: z.boolean().optional(),
  /** The newest restore test that came to a verdict. */
  tests: TestEvidence.optional(),
  /** A point that was made the same way failed its restore test, and this one has passed none since. */
  siblingFailed: SiblingFailed.optional(),
  /** Absent: the store that has the point has its evidence, too. */
  adopted: AdoptedEvidence.optional(),
});
export type Evidence = z.infer<typeof Evidence>;
