import { z } from "zod";
import { readKitAnswer } from "#support/ssh/kit-answer.ts";
import { type Line, listOf } from "#support/ssh/line-codec.ts";

/** What a guest's answers hold. Keys that are not named here are ignored, so that a newer kit may say more. */
const count = z.coerce.number().int().nonnegative();
const lsn = z.string().regex(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/);

export const HelloAnswer = z.object({
  protocol: count,
  kit: z.string(),
  kernel: z.string(),
  boot: z.string(),
  glibc: z.string().optional(),
  icu: z.string().optional(),
});
export type HelloAnswer = z.infer<typeof HelloAnswer>;

export const VolumeAnswer = z.object({
  role: z.string(),
  device: z.string(),
  mount: z.string(),
  fstype: z.string(),
  uuid: z.string().optional(),
});
export type VolumeAnswer = z.infer<typeof VolumeAnswer>;

export const PostgresqlAnswer = z.object({
  version: z.string(),
  data: z.string(),
  wal: z.string(),
  system: z.string(),
  started: z.string(),
  role: z.enum(["primary", "standby"]),
  fsync: z.string(),
  full_page_writes: z.string(),
  synchronous_commit: z.string(),
  icu: z.string().optional(),
});
export type PostgresqlAnswer = z.infer<typeof PostgresqlAnswer>;

export const MariadbAnswer = z.object({
  version: z.string(),
  role: z.enum(["primary", "replica", "galera"]),
  flush_log: z.string(),
  doublewrite: z.string(),
  flush_method: z.string(),
});
export type MariadbAnswer = z.infer<typeof MariadbAnswer>;

export const CheckpointAnswer = z.object({ id: count, redo_before: lsn, redo_after: lsn });
export type CheckpointAnswer = z.infer<typeof CheckpointAnswer>;

export const FrozenAnswer = z.object({ stage: count, mounts: count, wall: z.string() });
export const BeatAnswer = z.object({ n: count, frozen: count });
export const ProofAnswer = z.object({ frozen: count, blocked: count, watchdog: z.string() });
export const HookProofAnswer = z.object({ id: count, held: z.string() });

export const ThawedAnswer = z.object({
  cause: z.string(),
  token: z.string().optional(),
  left: count.optional(),
  frozen_ms: count.optional(),
  at: count.optional(),
  sentinels: count.optional(),
  watchdog: z.string().optional(),
});
export type ThawedAnswer = z.infer<typeof ThawedAnswer>;

export const EvidenceAnswer = z.object({ id: count, system: z.string(), started: z.string(), wal_end: lsn });
export type EvidenceAnswer = z.infer<typeof EvidenceAnswer>;

/** What a session of BACKUP STAGE had seen when it ended. */
export const StageAnswer = z.object({
  id: count,
  ended: z.enum(["yes", "no"]),
  redo: z.enum(["flushed", "behind"]).optional(),
  redo_bytes: count.optional(),
  gtid: z.string().optional(),
});
export type StageAnswer = z.infer<typeof StageAnswer>;

export const StatusAnswer = z.discriminatedUnion("state", [
  z.object({ state: z.literal("idle") }),
  z.object({
    state: z.enum(["armed", "frozen", "thawing"]),
    token: z.string(),
    instance: z.string(),
    run: z.string(),
    frozen_ms: count.optional(),
  }),
]);

export const CanaryStopped = z.object({
  state: z.enum(["stopped", "died", "blocked"]),
  cycles: count,
  longest_ms: count,
  writing_ms: count,
});

export const SettledAnswer = z.object({ was: z.enum(["idle", "armed", "frozen", "other"]) });

/** Reads an answer. Errors: `failed`, naming the server, when the guest said something else. */
export const readAnswer = <T>(server: string, schema: z.ZodType<T>, line: Line): T =>
  readKitAnswer(schema, line, { server, who: "guest", kit: "guest kit", command: "freezeframe-hold" });

/** A list in an answer. */
export const answerList = (line: Line, key: string): readonly string[] => listOf(line, key);
