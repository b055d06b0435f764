import { parse, validateDetailed } from "node-cron";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const daysOfMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31];

/** Why a text is no cron expression of five fields; undefined when it is one. Seconds and `@daily` are refused. */
export function cronProblem(text: string): string | undefined {
  if (text.trim().split(/\s+/).length !== 5) {
    return "expected a cron expression of five fields: minute hour day-of-month month day-of-week";
  }
  const { valid, errors } = validateDetailed(text);
  return valid ? undefined : `expected a cron expression; its ${errors[0]?.field ?? "form"} is wrong`;
}

/**
 * The longest time between two slots of a valid expression, in milliseconds; undefined for expressions that are not
 * plain lists of days (`L`, `15W`, `5#2`). Clock changes are left out: they are an hour at most.
 */
export function longestGap(expression: string): number | undefined {
  const { minute, hour, dayOfMonth, month, dayOfWeek } = parse(expression);
  if ([...dayOfMonth, ...dayOfWeek].some((day) => typeof day === "string")) return undefined;
  const slots = hour.flatMap((h) => minute.map((m) => (h * 60 + m) * MINUTE)).sort((a, b) => a - b);
  // As node-cron has it, a slot must fit the day of the month *and* the day of the week.
  const starts = calendar()
    .filter(
      (day) => month.includes(day.month) && dayOfMonth.includes(day.day) && dayOfWeek.includes(day.weekday),
    )
    .flatMap((day) => slots.map((slot) => day.index * DAY + slot));
  const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? start));
  return gaps.length === 0 ? undefined : gaps.reduce((longest, gap) => Math.max(longest, gap));
}

/** Thirteen months from the Monday 1 January 2024, a leap year. */
function calendar(): { index: number; month: number; day: number; weekday: number }[] {
  const days = daysOfMonths.flatMap((length, month) =>
    Array.from({ length }, (_, day) => ({ month: (month % 12) + 1, day: day + 1 })),
  );
  return days.map((day, index) => ({ ...day, index, weekday: (index + 1) % 7 }));
}
