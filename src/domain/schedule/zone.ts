import { DAY_MS, MINUTE_MS } from "./calendar.ts";

/** A stretch of time in which the clocks of a zone are not changed; `to` is not in it. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Wall clock minus UTC, ms. */
  readonly offset: number;
}

/** The clocks of one time zone. */
export interface Zone {
  readonly name: string;
  /** Wall clock minus UTC at an instant, ms. */
  offsetAt(at: number): number;
  /** All that a day of the calendar can touch, and a day before that. */
  around(dayIndex: number): readonly Stretch[];
}

/** No zone is further behind UTC, or ahead of it; ms. */
export const BEHIND_MS = 12 * 60 * MINUTE_MS;
export const AHEAD_MS = 14 * 60 * MINUTE_MS;
/** Days that are remembered: who looks at slots asks for the same few again and again. */
const REMEMBERED = 64;

/** The zone of this IANA name, by the runtime's own time zone data. Throws a RangeError for an unknown one. */
export function createZone(name: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const offsetAt = (at: number): number => {
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
  };
  const days = new Map<number, readonly Stretch[]>();
  return {
    name,
    offsetAt,
    around: (dayIndex) => {
      const known = days.get(dayIndex);
      if (known !== undefined) return known;
      if (days.size >= REMEMBERED) days.clear();
      const start = dayIndex * DAY_MS;
      const found = stretches(start - AHEAD_MS - DAY_MS, start + DAY_MS + BEHIND_MS, offsetAt);
      days.set(dayIndex, found);
      return found;
    },
  };
}

/** Clocks are changed weeks apart, so that half of these few days has one change at most. */
function stretches(from: number, to: number, offsetAt: (at: number) => number): Stretch[] {
  const middle = from + Math.floor((to - from) / 2 / MINUTE_MS) * MINUTE_MS;
  const changes = [change(from, middle, offsetAt), change(middle, to, offsetAt)].filter(
    (at) => at !== undefined,
  );
  const bounds = [from, ...changes, to];
  return bounds.slice(0, -1).map((start, index) => ({
    from: start,
    to: bounds[index + 1] ?? to,
    offset: offsetAt(start),
  }));
}

/** The first minute with the offset of `to`; undefined when nothing changes in between. */
function change(from: number, to: number, offsetAt: (at: number) => number): number | undefined {
  const before = offsetAt(from);
  if (before === offsetAt(to)) return undefined;
  let [low, high] = [from, to];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}
