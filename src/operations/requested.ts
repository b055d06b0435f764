/** What became of a request for a snapshot, durable when it is told. */
export interface Requested {
  readonly runId: string;
  /**
   * started: now · queued: behind `busyWith` · joined: another snapshot of it goes on, follow that · known: this very
   * trigger was here before
   */
  readonly how: "started" | "queued" | "joined" | "known";
  readonly busyWith?: string;
}
