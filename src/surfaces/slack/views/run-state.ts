import type { SnapshotResult } from "#domain/snapshot-result.ts";
import type { RunView } from "#engine/port.ts";
import type { Phase } from "./phase.ts";

/** What is known of a snapshot run at one moment. */
export interface RunState {
  readonly run: RunView;
  readonly application: string;
  /** Slack id or name of whoever asked. */
  readonly requestedBy?: string | undefined;
  readonly reason?: string | undefined;
  /** Seen so far, oldest first. */
  readonly phases: readonly Phase[];
  /** Of a run that is done; else it is read from `run`. */
  readonly result?: SnapshotResult | undefined;
  /** Freezeframe is about to stop; the run goes on after its next start. */
  readonly stopping?: boolean | undefined;
  /** The run that a queued one waits for. */
  readonly busyWith?: string | undefined;
}
