import { z } from "zod";
import { Finding } from "../finding.ts";

/** A finding with the moment at which it was seen first, epoch milliseconds. */
export const DriftFinding = Finding.extend({ since: z.number() });
export type DriftFinding = z.infer<typeof DriftFinding>;

/** How far an application has drifted from its manifest and from its newest point, at the last look. */
export const DriftReport = z.object({
  application: z.string(),
  /** When it was looked at, epoch milliseconds. */
  at: z.number(),
  /** Worst first. */
  findings: z.array(DriftFinding),
  /** What nobody could look at this time, in words: what was found there before stays. */
  unseen: z.array(z.string()),
});
export type DriftReport = z.infer<typeof DriftReport>;
