import { z } from "zod";
import { Grade } from "../label.ts";
import { FailureKind } from "./failure-kind.ts";

/** A run that did not end as it was asked for. */
export const FailedRun = z.object({ id: z.string(), kind: FailureKind, at: z.number() });
export type FailedRun = z.infer<typeof FailedRun>;

/** How something that was left behind came to be gone. */
export const Gone = z.object({
  /** When it was seen to be gone. */
  at: z.number(),
  /** The clean-up that deleted it; absent: somebody else did. */
  cleanup: z.object({ run: z.string(), requestedBy: z.string(), approvedBy: z.array(z.string()) }).optional(),
});
export type Gone = z.infer<typeof Gone>;

/** A run that made a point as good as is wanted, after those that failed. */
export const Mended = z.object({
  run: z.string(),
  point: z.string(),
  grade: Grade.optional(),
  by: z.string(),
  at: z.number(),
});
export type Mended = z.infer<typeof Mended>;

/** Snapshots of an application that failed, until there is a good one again and nothing of them is left. */
export const Failure = z.object({
  /** Oldest first; of very many the first and the newest. */
  runs: z.array(FailedRun).min(1),
  /** Group snapshots in the cloud that those runs left behind. */
  left: z.array(z.object({ id: z.string(), run: z.string(), gone: Gone.optional() })),
  mended: Mended.optional(),
});
export type Failure = z.infer<typeof Failure>;
