import { type BlackoutWindow, covers } from "./blackout.ts";
import { civilDay, DAY_MS, MINUTE_MS } from "./calendar.ts";
import type { Cron } from "./cron.ts";

/** The Monday 1 January 2024 in days since 1970; 2024 is a leap year. */
const FROM_DAY = 19_723;
/** Thirteen months: a slot of each year is there twice. */
const DAYS = 366 + 31;

/**
 * The longest time between two slots, ms, without those in a blackout; undefined when there are not two within thirteen
 * months. Clock changes are left out: they are an hour at most.
 */
export function longestGap(cron: Cron, windows: readonly BlackoutWindow[]): number | undefined {
  const kept = Array.from({ length: 7 }, (_, weekday) =>
    cron.minutes.filter((minute) => !windows.some((window) => covers(window, { weekday, minute }))),
  );
  let longest: number | undefined;
  let last: number | undefined;
  for (let index = FROM_DAY; index < FROM_DAY + DAYS; index++) {
    const day = civilDay(index);
    if (!cron.onDay(day)) continue;
    for (const minute of kept[day.weekday] ?? []) {
      const at = index * DAY_MS + minute * MINUTE_MS;
      if (last !== undefined) longest = Math.max(longest ?? 0, at - last);
      last = at;
    }
  }
  return longest;
}
