import { DomainError } from "../errors.ts";
import { type CivilDay, civilDay } from "./calendar.ts";
import { type FieldForm, readField, refuseCron } from "./cron-field.ts";

/** A cron expression of five fields, read. */
export interface Cron {
  /** Minutes of the day, ascending. */
  readonly minutes: readonly number[];
  /** It names one time of day: then it happens once on each of its days, whatever the clocks do. */
  readonly fixed: boolean;
  onDay(day: CivilDay): boolean;
}

const minute: FieldForm = { name: "minute", from: 0, to: 59 };
const hour: FieldForm = { name: "hour", from: 0, to: 23 };
const dayOfMonth: FieldForm = { name: "day of month", from: 1, to: 31 };
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const month: FieldForm = { name: "month", from: 1, to: 12, names: months };
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const dayOfWeek: FieldForm = { name: "day of week", from: 0, to: 7, names: weekdays };

/**
 * Reads `minute hour day-of-month month day-of-week`: numbers, names of three letters, `*`, ranges, lists, steps; `L` as a
 * day of month is its last one, `5#2` the second Friday, `5L` the last Friday. A day must fit both fields. Throws
 * `invalid-input` with what is wrong.
 */
export function readCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5)
    throw new DomainError(
      "invalid-input",
      "expected a cron expression of five fields: minute hour day-of-month month day-of-week",
    );
  const [m = "", h = "", dom = "", mon = "", dow = ""] = fields;
  const [minutes, hours, ofYear] = [readField(m, minute), readField(h, hour), readField(mon, month)];
  const [inMonth, inWeek] = [readDaysOfMonth(dom), readDaysOfWeek(dow)];
  const onDay: OnDay = (day) => ofYear.includes(day.month) && inMonth(day) && inWeek(day);
  if (!happens(onDay)) refuseCron("there is no such day");
  return {
    minutes: hours.flatMap((one) => minutes.map((other) => one * 60 + other)),
    fixed: !/[*/]/.test(m + h) && minutes.length === 1 && hours.length === 1,
    onDay,
  };
}

type OnDay = (day: CivilDay) => boolean;

function readDaysOfMonth(text: string): OnDay {
  const parts = text.split(",");
  const last = parts.some((part) => part.toUpperCase() === "L");
  const others = parts.filter((part) => part.toUpperCase() !== "L");
  const days = others.length === 0 ? [] : readField(others.join(","), dayOfMonth);
  return ({ day, daysInMonth }) => days.includes(day) || (last && day === daysInMonth);
}

function readDaysOfWeek(text: string): OnDay {
  const rules = text.split(",").map(readDayOfWeek);
  return (day) => rules.some((rule) => rule(day));
}

function readDayOfWeek(part: string): OnDay {
  const match = /^(?:(?<before>[a-z0-9]+)#(?<nth>[1-5])|(?<last>[a-z0-9]+)L)$/i.exec(part);
  const { before, nth, last } = match?.groups ?? {};
  const days = readField(before ?? last ?? part, dayOfWeek);
  return ({ weekday, day, daysInMonth }) => {
    // 7 is Sunday, too.
    if (!days.some((one) => one % 7 === weekday)) return false;
    if (nth !== undefined) return Math.ceil(day / 7) === Number(nth);
    return last === undefined || day + 7 > daysInMonth;
  };
}

/** A leap day may be 8 years away, and one that is a certain day of the week 40. */
export const FARTHEST_DAYS = 41 * 366;

function happens(onDay: OnDay): boolean {
  for (let index = 0; index < FARTHEST_DAYS; index++) if (onDay(civilDay(index))) return true;
  return false;
}
