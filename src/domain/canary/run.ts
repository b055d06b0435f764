import { z } from "zod";

/** What one guest's canary did from before the request for the group snapshot until after it. */
export const CanaryWriter = z.object({
  server: z.string(),
  /** One of each file system, in the order of writing: a line is on the disks of one before the next gets its own. */
  roles: z.array(z.string()),
  cycles: z.number(),
  /** The longest from the start of one cycle to the start of the next, ms; a freeze that held it up is in it. */
  longestMs: z.number(),
  /** The longest that one cycle took to have its lines on all disks, ms. */
  writingMs: z.number(),
});
export type CanaryWriter = z.infer<typeof CanaryWriter>;

/** The write-order canary around one group snapshot. Positive observations only, like all evidence. */
export const CanaryRun = z.object({
  /** Stands in its files: what is read back is known to be of this cut. */
  id: z.string(),
  /** Every writer below was still writing when the group snapshot had been seen `available`. */
  covered: z.boolean(),
  /** Those that wrote to the end. */
  writers: z.array(CanaryWriter),
  /** Why the others did not, in words that name the server. */
  problems: z.array(z.string()),
});
export type CanaryRun = z.infer<typeof CanaryRun>;
