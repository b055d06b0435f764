/** How fast and how patient the outbox is; milliseconds and counts. */
export interface Pace {
  /** Between two edits of one message; a final one does not wait for it. */
  readonly editMs: number;
  /** Between two posts to one channel, once `postBurst` of them went at once. */
  readonly postMs: number;
  readonly postBurst: number;
  /** Of the whole app. */
  readonly editsPerMinute: number;
  /** So many of them are for final states alone. */
  readonly editsKeptForFinals: number;
  /** For one call of Slack, and for one rendering. */
  readonly sendTimeoutMs: number;
  /** In addition, to draw a picture and give it to Slack; other channels do not wait for it. */
  readonly pictureTimeoutMs: number;
  /** A store write waits so long for freeze windows to close, then goes ahead. */
  readonly windowWaitMs: number;
  /** Slack did not answer. */
  readonly unreachable: Backoff;
  /** Slack refuses this channel, or this message. */
  readonly refused: Backoff;
  /** Slack refuses the token. */
  readonly revoked: Backoff;
  /** A message of this age that Slack refuses is given up. */
  readonly giveUpMs: number;
  /** Messages of one channel in memory; the rest wait in the store. */
  readonly inMemory: number;
}

/** Doubles from `minMs` to `maxMs`. */
export interface Backoff {
  readonly minMs: number;
  readonly maxMs: number;
}

const minute = 60_000;

/** Slack: one post a second and channel with short bursts; chat.update is Tier 3, 50 and more a minute. */
export const defaultPace: Pace = {
  editMs: 2000,
  postMs: 1000,
  postBurst: 3,
  editsPerMinute: 50,
  editsKeptForFinals: 10,
  sendTimeoutMs: 10_000,
  pictureTimeoutMs: 45_000,
  windowWaitMs: minute,
  unreachable: { minMs: 1000, maxMs: minute },
  refused: { minMs: 5000, maxMs: 5 * minute },
  revoked: { minMs: 5000, maxMs: minute },
  giveUpMs: 7 * 24 * 60 * minute,
  inMemory: 200,
};
