import fc from "fast-check";
import { expect, test } from "vitest";
import type { RestoreReport } from "#domain/restore/report.ts";
import { judge } from "#domain/restore-test/verdict.ts";

type Restore = Pick<RestoreReport, "phases" | "needsDatabase" | "checks" | "reading" | "gaps">;

const phase = (ok: boolean, text = "") => ({ ok, at: 1_000, ms: 1_000, text });
const check = (passed: boolean, more: object = {}) => ({
  check: "rows",
  passed,
  text: passed ? "5" : "0, expected at least 1",
  readsData: passed,
  ...more,
});

const verified: Restore = {
  needsDatabase: true,
  phases: {
    volumesCreated: phase(true),
    attached: phase(true),
    databaseRecovered: phase(true),
    dataVerified: phase(true),
  },
  checks: [check(true)],
  reading: { disksFound: true, undone: [] },
};

const refuted: Restore = {
  ...verified,
  phases: { ...verified.phases, dataVerified: phase(false, "rows: 0") },
  checks: [check(false)],
  reading: { disksFound: true, saysNo: "checks", undone: [] },
};

test("verified data passes; a cancel that comes after it changes nothing", () => {
  expect(judge({ restore: verified })).toEqual({ verdict: "passed", reasons: [] });
  expect(judge({ restore: verified, stopped: "cancelled" }).verdict).toBe("passed");
});

test("verified data of less than the whole application is inconclusive", () => {
  expect(judge({ restore: { ...verified, gaps: ["config left out"] } })).toEqual({
    verdict: "inconclusive",
    stoppedIn: "checks",
    reasons: ["not the whole application: config left out"],
  });
});

test("the data says no: failed, with what said so first", () => {
  expect(judge({ restore: refuted })).toEqual({
    verdict: "failed",
    stoppedIn: "checks",
    reasons: ["rows: 0, expected at least 1"],
  });
  const { dataVerified: _, ...until } = verified.phases;
  const unrecovered: Restore = {
    ...verified,
    phases: { ...until, databaseRecovered: phase(false, "invalid checkpoint record") },
    checks: [],
    reading: { disksFound: true, saysNo: "recovery", undone: [] },
  };
  expect(judge({ restore: unrecovered })).toEqual({
    verdict: "failed",
    stoppedIn: "recovery",
    reasons: ["invalid checkpoint record"],
  });
});

test.each<[string, Partial<Restore>, string, string]>([
  ["volumes", { phases: { volumesCreated: phase(false, "status error") } }, "volumes", "status error"],
  [
    "attach",
    { phases: { volumesCreated: phase(true), attached: phase(false, "gave up") } },
    "attach",
    "gave up",
  ],
  ["boot", { phases: { volumesCreated: phase(true), booted: phase(false, "no word") } }, "boot", "no word"],
  [
    "a boot of the application's own system, whose data nobody reads",
    { phases: { volumesCreated: phase(true), booted: phase(true) }, needsDatabase: false },
    "checks",
    "nobody read the application's data",
  ],
  [
    "a lost connection",
    {
      phases: {
        volumesCreated: phase(true),
        attached: phase(true),
        databaseRecovered: phase(true),
        dataVerified: phase(false, "lost"),
      },
      reading: { disksFound: true, undone: ["the connection is gone"] },
    },
    "checks",
    "the connection is gone",
  ],
  [
    "a no of disks that were not all found",
    { ...refuted, reading: { disksFound: false, saysNo: "checks", undone: ["no disk"] } },
    "checks",
    "no disk",
  ],
])("inconclusive: %s", (_what, change, stoppedIn, reason) => {
  const told = { ...verified, checks: [], reading: undefined, ...change };
  const { reading, ...rest } = told;
  expect(judge({ restore: { ...rest, ...(reading === undefined ? {} : { reading }) } })).toEqual({
    verdict: "inconclusive",
    stoppedIn,
    reasons: [reason],
  });
});

test("what did not come to a restore is inconclusive where it stopped", () => {
  expect(judge({ before: "plan", reasons: ["quota"] })).toEqual({
    verdict: "inconclusive",
    stoppedIn: "plan",
    reasons: ["quota"],
  });
});

const anyPhase = fc.option(
  fc.boolean().map((ok) => phase(ok, "why")),
  { nil: undefined },
);

test("failed is never said unless volumes were proved, readable, found, and the data said no", () => {
  const any = fc.record({
    volumesCreated: anyPhase,
    attached: anyPhase,
    booted: anyPhase,
    databaseRecovered: anyPhase,
    dataVerified: anyPhase,
  });
  const reading = fc.record({
    disksFound: fc.boolean(),
    saysNo: fc.constantFrom(undefined, "recovery" as const, "checks" as const),
    undone: fc.array(fc.constant("x"), { maxLength: 1 }),
  });
  fc.assert(
    fc.property(any, reading, fc.boolean(), fc.boolean(), (phases, read, needsDatabase, cancelled) => {
      const restore = { phases, reading: read, needsDatabase, checks: [] };
      const { verdict, stoppedIn } = judge({ restore, stopped: cancelled ? "cancelled" : undefined });
      const there = phases.volumesCreated?.ok === true && (phases.attached ?? phases.booted)?.ok === true;
      if (verdict === "failed") expect(there && read.disksFound && read.saysNo !== undefined).toBe(true);
      if (verdict === "passed") expect(phases.dataVerified?.ok).toBe(true);
      expect(stoppedIn === undefined).toBe(verdict === "passed");
    }),
  );
});
