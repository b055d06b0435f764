import type { Alarm } from "./alarm.ts";
import type { Entry } from "./entry.ts";
import type { PostBucket } from "./post-bucket.ts";

/** One channel: its messages go one after another, and its troubles are its own. Times are monotonic milliseconds. */
export interface Lane {
  readonly channel: string;
  /** By slot id. */
  readonly entries: Map<string, Entry>;
  readonly bucket: PostBucket;
  /** Rings when there may be something to do. */
  readonly alarm: Alarm;
  /** Nothing goes before this. */
  blockedUntil: number;
  /** How often in a row Slack refused the channel. */
  refusals: number;
  /** Slots that Slack did not answer since the last success: one may be its own fault, several mean that Slack is away. */
  readonly unanswered: Set<string>;
  /** More slots are open in the store than there is room for here. */
  overflow: boolean;
}
