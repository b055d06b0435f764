import { toIso } from "#support/clock.ts";

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** A day of the calendar, in no zone. */
export interface CivilDay {
  /** Days since 1 January 1970. */
  readonly index: number;
  readonly year: number;
  /** 1 is January. */
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** How many days its month has. */
  readonly daysInMonth: number;
}

export function civilDay(index: number): CivilDay {
  const date = toIso(index * DAY_MS).slice(0, 10);
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  // 1 January 1970 was a Thursday.
  const weekday = (((index + 4) % 7) + 7) % 7;
  return { index, year, month, day, weekday, daysInMonth: daysInMonth(year, month) };
}

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (lengths[month - 1] ?? 0);
