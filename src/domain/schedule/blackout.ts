import { z } from "zod";
import { DAY_MS, MINUTE_MS } from "./calendar.ts";
import { type WallTime, wallTime } from "./slots.ts";
import type { Zone } from "./zone.ts";

const DAY_MINUTES = DAY_MS / MINUTE_MS;
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const TIME = "([01]\\d|2[0-3]):([0-5]\\d)|24:00";
const FORM = new RegExp(`^(?:(?<days>\\S+) )?(?<from>${TIME})-(?<to>${TIME})$`);
const expected = 'expected a blackout such as "Mon-Fri 08:00-10:00", "Sat,Sun 22:00-02:00" or "12:00-13:00"';

/** Times of the week in which nothing begins by schedule. */
export interface BlackoutWindow {
  readonly text: string;
  /** The days on which it begins; 0 is Sunday. */
  readonly days: readonly number[];
  /** Minutes of the day. The end is not in it; one that is not after the start is on the next day. */
  readonly from: number;
  readonly to: number;
}

/** `[DAYS ]HH:MM-HH:MM`, days being `Mon`, `Mon-Fri` or `Sat,Sun`; without them every day. */
export const Blackout = z.string({ error: expected }).superRefine((text, context) => {
  const read = readBlackout(text);
  if (typeof read === "string") context.addIssue({ code: "custom", message: `${read}, got "${text}"` });
});

/** The windows of a manifest, which were checked when it was read. */
export const blackoutWindows = (texts: readonly string[]): readonly BlackoutWindow[] =>
  texts.map(readBlackout).filter((read) => typeof read !== "string");

/** The first window that an instant is in; undefined when it is in none. */
export function blackoutAt(
  windows: readonly BlackoutWindow[],
  zone: Zone,
  at: number,
): BlackoutWindow | undefined {
  if (windows.length === 0) return undefined;
  const wall = wallTime(zone, at);
  return windows.find((window) => covers(window, wall));
}

/** Does a window cover this minute of this day of the week? */
export function covers(
  { days, from, to }: BlackoutWindow,
  { weekday, minute }: Pick<WallTime, "weekday" | "minute">,
): boolean {
  const today = days.includes(weekday);
  if (from < to) return today && minute >= from && minute < to;
  return (today && minute >= from) || (days.includes((weekday + 6) % 7) && minute < to);
}

function readBlackout(text: string): BlackoutWindow | string {
  const { days: named, from, to } = FORM.exec(text)?.groups ?? {};
  if (from === undefined || to === undefined) return expected;
  const days = named === undefined ? weekdays.map((_, index) => index) : readDays(named);
  if (days === undefined) return expected;
  const window = { text, days, from: minuteOf(from), to: minuteOf(to) };
  if (window.from === DAY_MINUTES) return "expected a blackout that begins before 24:00";
  if (window.from === window.to) return "expected a blackout that ends at another time than it begins";
  return window;
}

function readDays(text: string): number[] | undefined {
  const found = text.split(",").map((part) => {
    const [first = "", last = first, ...rest] = part.split("-");
    const [low, high] = [weekdays.indexOf(first), weekdays.indexOf(last)];
    if (low === -1 || high === -1 || rest.length > 0) return undefined;
    // Sat-Mon goes over the end of the week.
    return Array.from({ length: ((high - low + 7) % 7) + 1 }, (_, index) => (low + index) % 7);
  });
  return found.includes(undefined) ? undefined : [...new Set(found.flatMap((days) => days ?? []))];
}

function minuteOf(text: string): number {
  const [hours, minutes] = text.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}
