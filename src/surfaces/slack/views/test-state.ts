import type { RestoreRecord } from "#domain/restore/record.ts";
import type { TestRecord } from "#domain/restore-test/record.ts";
import type { RunView } from "#engine/port.ts";
import type { RestorePhase } from "./restore-phase.ts";

/** What is known of a restore test at one moment. */
export interface TestState {
  readonly run: RunView;
  readonly application: string;
  /** As it was asked for; absent: the manifest's `restoreTest.pick` chooses. */
  readonly point?: string | undefined;
  /** Slack id or name of whoever asked, or `schedule`. */
  readonly requestedBy?: string | undefined;
  /** What it was heard to do, oldest first, each phase once. */
  readonly phases: readonly RestorePhase[];
  /** The restore that it makes, as long as something of it may be there. */
  readonly restore?: RestoreRecord | undefined;
  /** This application's tests, newest first; this one may be among them. */
  readonly tests: readonly TestRecord[];
  /** When the schedule begins the next one, epoch ms; absent: there is no schedule. */
  readonly nextTest?: number | undefined;
  /** Freezeframe is about to stop; the run goes on after its next start. */
  readonly stopping?: boolean | undefined;
  /** The run that this one waits for. */
  readonly busyWith?: string | undefined;
}
