import type { Clock } from "#support/clock.ts";
import type { Engine, Json } from "../port.ts";
import type { LiveRun } from "./live-run.ts";
import type { StepJournal } from "./step-journal.ts";

/** What the verbs of a run's context work with. */
export interface RunScope {
  readonly live: LiveRun;
  readonly steps: StepJournal;
  readonly clock: Clock;
  readonly engine: Pick<Engine, "start" | "ended" | "cancel">;
  /** Everything that a shutdown waits for. */
  readonly inFlight: Set<Promise<unknown>>;
  /** True once the engine has stopped waiting: the database may be gone. */
  readonly closed: () => boolean;
  readonly progress: (update: Json) => void;
}
