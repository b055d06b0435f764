import type { Approval } from "#domain/approval.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import type { RunView } from "#engine/port.ts";
import type { RestorePhase } from "./restore-phase.ts";

/** What is known of a restore at one moment, from its request on. */
export interface RestoreState {
  /** The request: it goes on until the restore has ended. */
  readonly run: RunView;
  readonly application: string;
  /** As it was asked for: an id, or `latest`. */
  readonly point: string;
  /** Slack id or name of whoever asked. */
  readonly requestedBy?: string | undefined;
  readonly reason?: string | undefined;
  /** What the two runs were heard to do, oldest first, each phase once. */
  readonly phases: readonly RestorePhase[];
  /** The run that carries it out, once there is one. */
  readonly child?: RunView | undefined;
  readonly approval?: Approval | undefined;
  /** As long as something of it may be there. */
  readonly record?: RestoreRecord | undefined;
  /** Freezeframe is about to stop; the run goes on after its next start. */
  readonly stopping?: boolean | undefined;
  /** The run that the restore waits for. */
  readonly busyWith?: string | undefined;
}
