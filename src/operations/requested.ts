/** What became of a request for a snapshot, durable when it is told. */
export interface Requested {
  readonly runId: string;
  /**
   * started: now · queued: behind `busyWith` · joined: another snapshot of it goes on, or waits for its approval: follow
   * that · known: this very trigger was here before · approval: it waits for one
   */
  readonly how: "started" | "queued" | "joined" | "known" | "approval";
  readonly busyWith?: string;
  /** Of a run that an approval stands before. It exists a moment after this is told. */
  readonly approvalId?: string;
}
