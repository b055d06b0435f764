import { civilDay, DAY_MS } from "#domain/schedule/calendar.ts";
import type { Zone } from "#domain/schedule/zone.ts";
import type { Period } from "./policy.ts";

/** The day, week, month or year that an instant falls into by the clocks of a zone: `2026-11-23`, `the week of 2026-11-23` … */
export function periodAt(period: Period, at: number, zone: Zone): string {
  const today = civilDay(Math.floor((at + zone.offsetAt(at)) / DAY_MS));
  const month = `${today.year}-${two(today.month)}`;
  switch (period) {
    case "daily":
      return `${month}-${two(today.day)}`;
    case "weekly": {
      // Weeks begin on Monday (ISO 8601).
      const monday = civilDay(today.index - ((today.weekday + 6) % 7));
      return `the week of ${monday.year}-${two(monday.month)}-${two(monday.day)}`;
    }
    case "monthly":
      return month;
    case "yearly":
      return String(today.year);
  }
}

const two = (number: number): string => String(number).padStart(2, "0");
