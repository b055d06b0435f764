import { z } from "zod";

/** The newest scan of a cloud. */
export const ScanRecord = z.object({
  cloud: z.string(),
  runId: z.string(),
  /** By our clock: when it began, and when it was done. */
  startedAt: z.number(),
  endedAt: z.number(),
  /** How many milliseconds our clock is ahead of the cloud's. */
  aheadMs: z.number(),
  /** Things of the project that were looked at. */
  looked: z.object({
    sets: z.number(),
    snapshots: z.number(),
    groups: z.number(),
    volumes: z.number(),
    servers: z.number(),
  }),
  /** Of other projects: how many things were looked at, or why only what this project sees was. */
  others: z.union([z.object({ looked: z.number() }), z.object({ whyNot: z.string() })]).optional(),
  orphans: z.number(),
  /** Sets with our stamps that the store has no point of, at most so many as a person reads. */
  adoptable: z.array(z.object({ setId: z.string(), name: z.string() })),
  adoptableCount: z.number(),
  /** Of those whose signature is ours: when the oldest and the newest were taken. */
  oldestStampAt: z.number().optional(),
  newestStampAt: z.number().optional(),
  /** Ids of sets that say that they are ours, and of whose hold the store knows nothing. */
  unknown: z.array(z.string()),
  unknownCount: z.number(),
});
export type ScanRecord = z.infer<typeof ScanRecord>;
