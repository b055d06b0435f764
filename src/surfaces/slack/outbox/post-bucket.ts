/** Posts of one channel: `burst` at once, then one every `everyMs`. */
export interface PostBucket {
  /** When the next post may go; not after `now` when it may go now. */
  readyAt(now: number): number;
  take(now: number): void;
}

export function createPostBucket(everyMs: number, burst: number): PostBucket {
  // The time at which the bucket is full again (generic cell rate algorithm).
  let fullAt = Number.NEGATIVE_INFINITY;
  return {
    readyAt: () => fullAt - (burst - 1) * everyMs,
    take: (now) => {
      fullAt = Math.max(fullAt, now) + everyMs;
    },
  };
}
