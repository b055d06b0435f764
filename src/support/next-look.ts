/** A wait of ten minutes is looked at three times a minute, one of five seconds each sixth of a second. */
const SHARE = 30;
const LEAST_MS = 20;

/**
 * How long to pause before the next look at something that has been on its way for `sinceMs`: what the pause can add is a
 * small share of what it took anyway. At most `mostMs`.
 */
export const nextLookMs = (sinceMs: number, mostMs: number): number =>
  Math.min(Math.max(sinceMs / SHARE, LEAST_MS), mostMs);
