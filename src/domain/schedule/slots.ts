import { civilDay, DAY_MS, MINUTE_MS } from "./calendar.ts";
import { type Cron, FARTHEST_DAYS } from "./cron.ts";
import { AHEAD_MS, BEHIND_MS, type Zone } from "./zone.ts";

/** Slots after the one instant and up to the other, ascending. Epoch milliseconds. */
export function slotsBetween(cron: Cron, zone: Zone, after: number, upTo: number): number[] {
  const slots: number[] = [];
  for (let day = firstDay(after); day <= lastDay(upTo); day++)
    for (const slot of slotsOfDay(cron, zone, day)) if (slot > after && slot <= upTo) slots.push(slot);
  return slots;
}

/** The first slot after an instant; undefined when there is none for decades. */
export function nextSlot(cron: Cron, zone: Zone, after: number): number | undefined {
  const first = firstDay(after);
  for (let day = first; day <= first + FARTHEST_DAYS; day++) {
    const next = slotsOfDay(cron, zone, day).find((slot) => slot > after);
    if (next !== undefined) return next;
  }
  return undefined;
}

/** Of the wall clock in a zone. */
export interface WallTime {
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly minute: number;
  /** Days since 1 January 1970. */
  readonly dayIndex: number;
}

export function wallTime(zone: Zone, at: number): WallTime {
  const local = at + zone.offsetAt(at);
  const dayIndex = Math.floor(local / DAY_MS);
  return {
    dayIndex,
    weekday: civilDay(dayIndex).weekday,
    minute: Math.floor((local - dayIndex * DAY_MS) / MINUTE_MS),
  };
}

const firstDay = (at: number): number => Math.floor((at - BEHIND_MS) / DAY_MS);
const lastDay = (at: number): number => Math.floor((at + AHEAD_MS) / DAY_MS);

/**
 * The instants of one day of the calendar. One time of day happens once: where the clocks skip it, when they have skipped;
 * where they show it twice, the first time. What is told by the clock again and again happens whenever they show it.
 */
function slotsOfDay(cron: Cron, zone: Zone, dayIndex: number): number[] {
  if (!cron.onDay(civilDay(dayIndex))) return [];
  const slots: number[] = [];
  let before: number | undefined;
  for (const { from, to, offset } of zone.around(dayIndex)) {
    for (const minute of cron.minutes) {
      const wall = dayIndex * DAY_MS + minute * MINUTE_MS;
      const at = wall - offset;
      const shown = at >= from && at < to;
      const again = before !== undefined && wall < from + before;
      if (shown && !(cron.fixed && again)) slots.push(at);
      const skipped = before !== undefined && wall >= from + before && wall < from + offset;
      if (skipped && cron.fixed && Math.floor((from + offset) / DAY_MS) === dayIndex) slots.push(from);
    }
    before = offset;
  }
  return slots;
}
