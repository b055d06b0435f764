import { z } from "zod";

/** What became of one cloud's scan. JSON. */
export const CloudScanned = z.object({
  cloud: z.string(),
  /** Absent: the scan came to its end. */
  unseen: z.string().optional(),
  orphans: z.number(),
  fresh: z.number(),
  vanished: z.number(),
});
export type CloudScanned = z.infer<typeof CloudScanned>;

export const ScanOrphansResult = z.object({ clouds: z.array(CloudScanned) });
export type ScanOrphansResult = z.infer<typeof ScanOrphansResult>;
