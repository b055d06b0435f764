import { z } from "zod";
import { RestoredThing } from "#domain/restore/report.ts";
import type { RunView } from "#engine/port.ts";

/** A request for a restore, whatever the workflow's version. */
export interface RestoreRequestRun {
  readonly run: RunView;
  readonly application: string;
  readonly point: string;
  readonly requestedBy?: string | undefined;
  readonly reason?: string | undefined;
}

const Request = z.object({
  application: z.string(),
  point: z.string(),
  requestedBy: z.string().optional(),
  reason: z.string().optional(),
});

/** Undefined for runs of other workflows. */
export function asRestoreRequest(run: RunView): RestoreRequestRun | undefined {
  if (!run.workflow.startsWith("request-restore@")) return undefined;
  const input = Request.safeParse(run.input);
  return input.success ? { run, ...input.data } : undefined;
}

const SUFFIX = "-restore";

/** The id of the request that a restore is made for; undefined for runs of other workflows. */
export const requestOf = ({ id, workflow }: Pick<RunView, "id" | "workflow">): string | undefined =>
  workflow.startsWith("restore-application@") ? requestIdOf(id) : undefined;

/** The request of a restore, by the restore's id. */
export const requestIdOf = (restoreId: string): string =>
  restoreId.endsWith(SUFFIX) ? restoreId.slice(0, -SUFFIX.length) : restoreId;

/** A run that ends a restore. */
export interface DiscardRun {
  readonly run: RunView;
  readonly application: string;
  readonly restore: string;
  readonly requestedBy?: string | undefined;
}

const Discard = z.object({
  application: z.string(),
  restore: z.string(),
  requestedBy: z.string().optional(),
});

/** Undefined for runs of other workflows. */
export function asDiscardRun(run: RunView): DiscardRun | undefined {
  if (!run.workflow.startsWith("discard-restore@")) return undefined;
  const input = Discard.safeParse(run.input);
  return input.success ? { run, ...input.data } : undefined;
}

/** What a discard has come to. */
export const Discarded = z.object({
  gone: z.array(z.string()),
  left: z.array(RestoredThing),
});
export type Discarded = z.infer<typeof Discarded>;
