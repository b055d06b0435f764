import type { SnapshotResult } from "#domain/snapshot-result.ts";
import type { RunView } from "#engine/port.ts";
import { actorMention, code, escaped } from "../mrkdwn.ts";
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

/** Who asked, why, and the run's name: the small print of its message. */
export const provenance = ({ run, requestedBy, reason }: RunState): string =>
  [
    requestedBy === undefined ? undefined : `asked by ${actorMention(requestedBy)}`,
    reason === undefined || reason.trim() === "" ? undefined : `“${escaped(reason, 200)}”`,
    `run ${code(run.id, 80)}`,
  ]
    .filter((said) => said !== undefined)
    .join(" · ");
