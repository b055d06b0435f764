import { z } from "zod";
import { CanaryReading } from "#domain/canary/reading.ts";

/**
 * What reading the restored data came to, beside its checks: told apart is what the data itself says no in from what could
 * not be done, which says nothing about the data.
 */
export const DataReading = z.object({
  /** Every volume was found by its serial where it is read. */
  disksFound: z.boolean(),
  /** Where the data said no first: its database did not recover, or a check of it (its file systems too) said no. */
  saysNo: z.enum(["recovery", "checks"]).optional(),
  /** What could not be done, the first thing first: a lost connection, a deadline, a tool or a hook that is not there. */
  undone: z.array(z.string()),
  /** What the canary's lines on the restored volumes are; absent: nobody asked, or the kit is too old. */
  canary: z.array(CanaryReading).optional(),
  /** The last words of the database's log, without secrets; only when it did not recover. */
  databaseLog: z.array(z.string()).optional(),
});
export type DataReading = z.infer<typeof DataReading>;
