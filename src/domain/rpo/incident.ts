import { z } from "zod";

/** What an incident is about: no usable point is young enough, no tested one is, tests say nothing again and again, or what is there is not what the manifest says. */
export const IncidentKind = z.enum(["rpo", "tested", "inconclusive", "drift"]);
export type IncidentKind = z.infer<typeof IncidentKind>;

/** A breach of an application's objectives that the next run cannot mend. Opens, is told once, and resolves by itself. */
export const Incident = z.object({
  /** `rpo:orders-db:2026-11-23T10:00:07Z` */
  id: z.string(),
  kind: IncidentKind,
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
});
export type Incident = z.infer<typeof Incident>;
