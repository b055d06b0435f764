/** One step of a snapshot run that was seen to begin. In memory and lossy: what is missing here may have happened. */
export interface Phase {
  readonly phase: "waiting" | "preflight" | "freezing" | "frozen" | "thawed" | "collecting";
  /** When we heard of it, epoch milliseconds. */
  readonly at: number;
  /** Of `thawed`: how long writes were held. */
  readonly windowMs?: number;
}
