import { z } from "zod";
import { OrphanRecord } from "./orphan-record.ts";
import { ScanRecord } from "./scan-record.ts";

/** What is on record of orphans, each with whether clean-up may ask for its deletion now. */
export const OrphanReport = z.object({
  /** The newest scan of each cloud that it is about. */
  scans: z.array(ScanRecord),
  /** Clouds that were never scanned to the end. */
  unscanned: z.array(z.string()),
  orphans: z.array(
    z.object({
      record: OrphanRecord,
      /** Absent: it may be deleted. */
      stays: z.string().optional(),
    }),
  ),
});
export type OrphanReport = z.infer<typeof OrphanReport>;
