import { z } from "zod";
import { failureKindOf } from "#domain/failure/failure-kind.ts";
import type { RunView } from "#engine/port.ts";

/** A run of the snapshot workflow, whatever its version, with what a channel is told of its request. */
export interface SnapshotRun {
  readonly run: RunView;
  readonly application: string;
  readonly requestedBy?: string | undefined;
  readonly reason?: string | undefined;
}

const Input = z.object({
  application: z.string(),
  requestedBy: z.string().optional(),
  reason: z.string().optional(),
});

/** Undefined for runs of other workflows. */
export const asSnapshotRun = (run: RunView): SnapshotRun | undefined =>
  run.workflow.startsWith("snapshot-application@") ? withInput(run) : undefined;

/** A snapshot that waits for an approval; undefined for others. What it is waiting for has messages of its own. */
export const asRequestRun = (run: RunView): SnapshotRun | undefined =>
  run.workflow.startsWith("request-snapshot@") ? withInput(run) : undefined;

/** A request for something else than a snapshot or a restore: it has no message but that of its approval. */
export const asOtherRequest = (run: RunView): SnapshotRun | undefined =>
  /^request-(?!snapshot@|restore@)/.test(run.workflow) ? withInput(run) : undefined;

function withInput(run: RunView): SnapshotRun | undefined {
  const input = Input.safeParse(run.input);
  return input.success ? { run, ...input.data } : undefined;
}

/**
 * It ended, and not well: its owners are to be told. A run that was cancelled before its freeze began is nobody's trouble;
 * `froze` says that the freeze was seen to begin.
 */
export const isAlarming = ({ state, result, error }: RunView, froze: boolean): boolean =>
  failureKindOf({ state, result, error }, froze) !== undefined;
