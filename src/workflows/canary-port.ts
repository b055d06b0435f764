import type { CanaryRun } from "#domain/canary/run.ts";
import type { GuestAddress, GuestVolume } from "./guest-port.ts";

/** Where a write-order canary is to write, and for how long at most. */
export interface CanaryRequest {
  readonly runId: string;
  /** Stands in its files. */
  readonly id: string;
  /** The guests end it by themselves after this, ms; at most 300,000. */
  readonly forMs: number;
  readonly servers: readonly GuestAddress[];
  readonly volumes: readonly GuestVolume[];
}

/** Canaries that are being started, write, or could not. They end with their connections, whatever becomes of us. */
export interface RunningCanary extends AsyncDisposable {
  /** Resolves when each writes or is known not to, within a few seconds. Never rejects. */
  readonly ready: Promise<void>;
  /** Ends them. Never rejects: who did not write to the end is among the problems. Not to be called while frozen. */
  stop(): Promise<Pick<CanaryRun, "writers" | "problems">>;
}
