import { z } from "zod";

/** What a canary had written to one volume when that was cut, as it was read back from the restored one. */
export const CanaryReading = z.discriminatedUnion("state", [
  z.object({ role: z.string(), state: z.literal("none") }),
  z.object({ role: z.string(), state: z.literal("damaged") }),
  z.object({
    role: z.string(),
    state: z.literal("read"),
    id: z.string(),
    /** Its place in the order of writing, from 1, and how many there are. */
    position: z.number(),
    of: z.number(),
    /** Number of the newest line; 0: there is none yet. */
    last: z.number(),
    /** When that line was begun, by the guest's monotonic clock in steps of 10 ms, and by its wall clock, epoch ms. */
    at: z.number().optional(),
    wall: z.number().optional(),
    /** Between the lines before it, oldest first, ms: as many as fit. */
    steps: z.array(z.number()),
  }),
]);
export type CanaryReading = z.infer<typeof CanaryReading>;
/** One that tells where its volume was cut. */
export type WrittenLines = Extract<CanaryReading, { state: "read" }> & {
  readonly at: number;
  readonly wall: number;
};
