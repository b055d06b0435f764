import { expect, test } from "vitest";
import { scheduleText } from "#surfaces/cli/text/schedule.ts";

const at = (time: string) => Date.parse(`2026-11-${time}Z`);
const line = {
  application: "orders-db",
  kind: "snapshot",
  cron: "0 */2 * * *",
  timezone: "Europe/Vienna",
  missed: "latest",
  blackout: [],
  next: [at("23T11:00"), at("23T13:00")],
  last: undefined,
  owed: [],
  paused: undefined,
} as const;

test("a schedule is told with its next slots and what became of the last", () => {
  const last = {
    slot: at("23T09:00"),
    at: at("23T09:00"),
    how: "started",
    runId: "snapshot:orders-db:x",
  } as const;
  expect(scheduleText([{ ...line, last }], at("23T10:30"))).toBe(
    [
      "orders-db: snapshot",
      "  schedule  0 */2 * * * (Europe/Vienna), missed: latest",
      "  next      2026-11-23 11:00 UTC (in 30 min)",
      "            2026-11-23 13:00 UTC (in 2.5 h)",
      "  last      2026-11-23 09:00 UTC started · snapshot:orders-db:x",
    ].join("\n"),
  );
});

test("what keeps it from beginning is told", () => {
  const paused = { application: "orders-db", until: at("24T09:00"), reason: "disk swap", by: "U0OPS", at: 0 };
  const last = {
    slot: at("23T09:00"),
    at: at("23T09:00"),
    how: "skipped",
    why: "schedule.blackout 09:00-10:00",
  } as const;
  const text = scheduleText(
    [{ ...line, next: [], owed: [at("23T07:00")], blackout: ["00:00-24:00"], last, paused }],
    at("23T10:30"),
  );
  for (const words of [
    "blackout  00:00-24:00",
    "next      none",
    "owed      2026-11-23 07:00 UTC",
    "skipped · schedule.blackout 09:00-10:00",
    "paused    until 2026-11-24 09:00 UTC by U0OPS: disk swap",
  ])
    expect(text).toContain(words);
});

test("where nothing is scheduled it says what would do that", () => {
  expect(scheduleText([], 0)).toBe("nothing is scheduled: a manifest's schedule.snapshot does that");
});
