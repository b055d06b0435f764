/** The only file that reads the wall clock; everybody else is given a {@link Clock}. */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

export interface Clock {
  /** Wall-clock time, for people and for records. May jump. */
  now(): Instant;
  /** Monotonic milliseconds, for durations. Never jumps, means nothing outside this process. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** `2026-11-23T10:42:07.310Z` */
export const toIso = (at: Instant): string => new Date(at).toISOString();
/** Inverse of {@link toIso}; NaN for what is no timestamp. A timestamp without zone is UTC, as Cinder means it. */
export const fromIso = (text: string): Instant =>
  Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
