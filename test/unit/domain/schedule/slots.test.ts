import { Cron as Croner } from "croner";
import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { type Cron, readCron } from "#domain/schedule/cron.ts";
import { nextSlot, slotsBetween } from "#domain/schedule/slots.ts";
import { createZone } from "#domain/schedule/zone.ts";
import { toIso } from "#support/clock.ts";

// Ours against another library: a day must fit both fields of days, as it must for us.

const zones = [
  "UTC",
  "Europe/Vienna",
  "America/New_York",
  "America/Sao_Paulo",
  "America/St_Johns",
  "Australia/Lord_Howe",
  "Africa/Casablanca",
  "Asia/Kolkata",
  "Asia/Tehran",
  "Pacific/Apia",
];
/** The other library takes seconds for each of the 20 years: npm test looks at the last ones. */
const years = inject("thorough") > 1 ? 20 : 2;
const from = Date.UTC(2030 - years, 0, 1);
const to = Date.UTC(2030, 0, 1);
const known = new Map(zones.map((name) => [name, createZone(name)]));
const zoneOf = (name: string) => known.get(name) ?? createZone(name);

function theirs(expression: string, timezone: string, after: number, count: number): string[] {
  const cron = new Croner(expression, { timezone, domAndDow: true, paused: true });
  return cron.nextRuns(count, new Date(after)).map((at) => at.toISOString());
}

function ours(expression: string, timezone: string, after: number, count: number): string[] {
  const cron = readable(expression);
  const slots: string[] = [];
  for (let at: number | undefined = after; cron !== undefined && slots.length < count; ) {
    at = nextSlot(cron, zoneOf(timezone), at);
    if (at === undefined) break;
    slots.push(toIso(at));
  }
  return slots;
}

/** Undefined for days that there are not, such as the second Friday if it is the first of the month. */
function readable(expression: string): Cron | undefined {
  try {
    return readCron(expression);
  } catch (error) {
    expect(error).toMatchObject({ message: "expected a cron expression: there is no such day" });
    return undefined;
  }
}

test.each(zones)("years of Sundays in %s are those of another library", { timeout: 60_000 }, (zone) => {
  // Clocks are changed on Sundays more than on other days.
  const expression = "30 2 * * 0";
  const all = slotsBetween(readCron(expression), zoneOf(zone), from, to).map(toIso);
  expect(all.length).toBeGreaterThanOrEqual(52 * years);
  expect(all).toEqual(theirs(expression, zone, from, all.length));
});

const number = (low: number, high: number) => fc.integer({ min: low, max: high });
const range = (low: number, high: number) =>
  fc.tuple(number(low, high), number(low, high)).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
const field = (low: number, high: number) =>
  fc.oneof(
    { weight: 3, arbitrary: number(low, high).map(String) },
    fc.constant("*"),
    number(1, high - low).map((step) => `*/${step}`),
    range(low, high),
    fc.array(number(low, high), { minLength: 2, maxLength: 4 }).map((values) => values.join(",")),
  );
const expressions = fc
  .tuple(
    field(0, 59),
    field(0, 23),
    fc.oneof({ weight: 3, arbitrary: fc.constant("*") }, field(1, 28), fc.constant("L")),
    fc.oneof({ weight: 5, arbitrary: fc.constant("*") }, field(1, 12)),
    fc.oneof({ weight: 3, arbitrary: fc.constant("*") }, field(0, 6), fc.constantFrom("5#2", "0L", "sat")),
  )
  .map((fields) => fields.join(" "));

/** The days on which the clocks of a zone are changed. */
const changes = new Map(
  zones.map((name) => {
    const days: number[] = [];
    for (let at = from; at < to; at += 86_400_000)
      if (zoneOf(name).offsetAt(at) !== zoneOf(name).offsetAt(at + 86_400_000)) days.push(at);
    return [name, days];
  }),
);
/** Half of them on the eve of a clock change. */
const moments = fc.constantFrom(...zones).chain((zone) => {
  const eves = (changes.get(zone) ?? []).map((day) => day - 43_200_000);
  const anywhere = fc.integer({ min: from / 60_000, max: to / 60_000 }).map((minute) => minute * 60_000);
  const after = eves.length === 0 ? anywhere : fc.oneof(anywhere, fc.constantFrom(...eves));
  return fc.record({ zone: fc.constant(zone), after });
});

test("any expression in any zone has the slots that another library finds", { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(expressions, moments, (expression, { zone, after }) => {
      expect(ours(expression, zone, after, 12)).toEqual(theirs(expression, zone, after, 12));
    }),
    { numRuns: 40 * inject("thorough") },
  );
});

test("a range of slots is what one slot after the other is", () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 1, max: 10_000 }), ({ zone, after }, minutes) => {
      const cron = readCron("*/17 1-3 * * *");
      const upTo = after + minutes * 60_000;
      const steps: number[] = [];
      for (let at = nextSlot(cron, zoneOf(zone), after); at !== undefined && at <= upTo; ) {
        steps.push(at);
        at = nextSlot(cron, zoneOf(zone), at);
      }
      expect(slotsBetween(cron, zoneOf(zone), after, upTo)).toEqual(steps);
    }),
    { numRuns: 60 },
  );
});

const vienna = createZone("Europe/Vienna");
const on = (expression: string, day: string) =>
  slotsBetween(
    readCron(expression),
    vienna,
    Date.parse(`${day}T00:00Z`) - 7_200_000,
    Date.parse(`${day}T21:59Z`),
  ).map((at) => toIso(at).slice(0, 16));

test("a time that the clocks skip in spring comes once, when they have skipped it", () => {
  expect(on("30 2 * * *", "2026-03-29")).toEqual(["2026-03-29T01:00"]);
});

test("a time that the clocks show twice in autumn comes once, the first time", () => {
  expect(on("30 2 * * *", "2026-10-25")).toEqual(["2026-10-25T00:30"]);
});

test("every half hour is every half hour, also when the clocks are changed", () => {
  const hours = (day: string) => on("*/30 * * * *", day).map(Date.parse);
  for (const day of ["2026-03-29", "2026-10-25"]) {
    const slots = hours(day);
    expect(new Set(slots.slice(1).map((slot, index) => slot - (slots[index] ?? 0)))).toEqual(
      new Set([1_800_000]),
    );
  }
});

test("the 29 February comes when it comes", () => {
  const leap = readCron("0 0 29 2 *");
  expect(toIso(nextSlot(leap, createZone("UTC"), Date.UTC(2097, 0)) ?? 0)).toBe("2104-02-29T00:00:00.000Z");
});
