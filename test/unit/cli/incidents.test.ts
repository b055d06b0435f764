import { expect, test } from "vitest";
import type { Incident } from "#domain/rpo/incident.ts";
import { incidentsText } from "#surfaces/cli/text/incidents.ts";

const at = (time: string) => Date.parse(`2026-11-${time}Z`);
const open: Incident = {
  id: "rpo:orders-db:2026-11-23T10:00:07Z",
  kind: "rpo",
  application: "orders-db",
  openedAt: at("23T10:00"),
  text: "RPO 4 h is missed: there is no recovery point",
  next: "freezeframe snapshot orders-db takes one now",
};

test("an open incident says what is missed, since when and what to do", () => {
  expect(incidentsText([open], at("23T10:30"))).toBe(
    [
      "OPEN  rpo:orders-db:2026-11-23T10:00:07Z",
      "  missed  RPO 4 h is missed: there is no recovery point",
      "  since   2026-11-23 10:00 UTC (30 min)",
      "  next    freezeframe snapshot orders-db takes one now",
    ].join("\n"),
  );
});

test("a snooze says whose it is and until when", () => {
  const snoozed = { until: at("23T14:00"), by: "U0OPS", at: at("23T10:00") };
  expect(incidentsText([{ ...open, snoozed }], at("23T10:30"))).toContain(
    "snoozed  by U0OPS until 2026-11-23 14:00 UTC",
  );
  const { until: _until, ...forever } = snoozed;
  expect(incidentsText([{ ...open, snoozed: forever }], at("23T10:30"))).toContain("until it is resolved");
});

test("what was resolved says by what, and nobody is told to do anything", () => {
  const resolved = { ...open, resolvedAt: at("23T11:00"), resolvedBy: "point orders-db-7 (A)" };
  const text = incidentsText([resolved], at("23T12:00"));
  expect(text).toContain("no incident is open");
  expect(text).toContain("from 2026-11-23 10:00 UTC to 2026-11-23 11:00 UTC (1 h)");
  expect(text).toContain("by point orders-db-7 (A)");
  expect(text).not.toContain("takes one now");
});
