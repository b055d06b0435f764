import { z } from "zod";
import { Failure } from "#domain/failure/failure.ts";

/**
 * What an incident is about:
 * - `rpo`, `tested`, `inconclusive`  no usable point is young enough; no tested one is; tests say nothing again and again
 * - `drift`     what is there is not what the manifest says
 * - `left`      a restore could not be taken away again
 * - `snapshot`  a snapshot failed, and there is no good one since, or something of it is left in the cloud
 * - `backup`    the store could not be backed up
 */
export const IncidentKind = z.enum(["rpo", "tested", "inconclusive", "drift", "left", "snapshot", "backup"]);
export type IncidentKind = z.infer<typeof IncidentKind>;

/** Those that are looked for of each application; the others are opened by what happens. */
export const WatchedIncidentKind = IncidentKind.exclude(["snapshot", "backup"]);
export type WatchedIncidentKind = z.infer<typeof WatchedIncidentKind>;

/** Stands where an application would, in what concerns the installation itself. No application has capitals in its name. */
export const INSTALLATION = "Freezeframe";

/** What somebody has to see to, and no next run mends by itself. Opens, is told once, and resolves by itself. */
export const Incident = z.object({
  /** `rpo:orders-db:2026-11-23T10:00:07Z` */
  id: z.string(),
  kind: IncidentKind,
  /** Or {@link INSTALLATION}. */
  application: z.string(),
  /** Epoch milliseconds. */
  openedAt: z.number(),
  /** In words, as it was when it was looked at last. */
  text: z.string(),
  /** What to do, in words. */
  next: z.string(),
  /** Nobody is reminded before that; without an end: not before it is resolved. */
  snoozed: z.object({ until: z.number().optional(), by: z.string(), at: z.number() }).optional(),
  /** When a snooze ended last while it was still open: it was told anew then. */
  remindedAt: z.number().optional(),
  resolvedAt: z.number().optional(),
  /** What resolved it, in words. */
  resolvedBy: z.string().optional(),
  /** Of kind `snapshot`: which runs, what they left behind, and what has been mended. */
  failure: Failure.optional(),
});
export type Incident = z.infer<typeof Incident>;
