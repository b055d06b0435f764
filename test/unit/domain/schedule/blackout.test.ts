import { expect, test } from "vitest";
import { Schedule } from "#domain/manifest/schedule.ts";
import { blackoutAt, blackoutWindows } from "#domain/schedule/blackout.ts";
import { createZone } from "#domain/schedule/zone.ts";

const vienna = createZone("Europe/Vienna");
/** Monday 23 November 2026 and the days after it, by the wall clock of Vienna. */
const at = (day: number, time: string) => Date.parse(`2026-11-${22 + day}T${time}:00+01:00`);
const inside = (window: string, day: number, time: string) =>
  blackoutAt(blackoutWindows([window]), vienna, at(day, time)) !== undefined;

test.each([
  ["Mon-Fri 08:00-10:00", 1, "08:00", true],
  ["Mon-Fri 08:00-10:00", 5, "09:59", true],
  ["Mon-Fri 08:00-10:00", 5, "10:00", false],
  ["Mon-Fri 08:00-10:00", 6, "09:00", false],
  ["12:00-13:00", 7, "12:30", true],
  ["Sat,Sun 22:00-02:00", 6, "23:00", true],
  ["Sat,Sun 22:00-02:00", 8, "01:59", true],
  ["Sat,Sun 22:00-02:00", 6, "01:00", false],
  ["Sat-Mon 00:00-24:00", 1, "23:59", true],
  ["Sat-Mon 00:00-24:00", 2, "00:00", false],
])("%s on day %d at %s: %s", (window, day, time, expected) => {
  expect(inside(window, day, time)).toBe(expected);
});

test.each([
  "",
  "8:00-10:00",
  "Mon 08:00",
  "Mon–Fri 08:00-10:00",
  "mon 08:00-10:00",
  "Mon-Wed-Fri 08:00-10:00",
  "Mon 08:00-25:00",
  "24:00-08:00",
  "08:00-08:00",
  "Mon  08:00-10:00",
  "Montag 08:00-10:00",
  "* 08:00-10:00",
])("%j is refused, and the form is told", (text) => {
  const read = Schedule.safeParse({ blackout: [text] });
  expect(read.error?.issues).toMatchObject([
    { path: ["blackout", 0], message: expect.stringMatching(/^expected a blackout .*, got "/) },
  ]);
});
