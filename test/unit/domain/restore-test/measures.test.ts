import { expect, test } from "vitest";
import { makePlan } from "#domain/restore/make-plan.ts";
import { dataRpo } from "#domain/restore-test/data-rpo.ts";
import { phaseTimes } from "#domain/restore-test/phase-times.ts";
import { roomFindings } from "#domain/restore-test/room.ts";
import { facts, NOW } from "../restore/restorable.ts";

const phase = (ms: number, ok = true) => ({ ok, at: ms, ms, text: "" });

test("phases by themselves, from times that go on; their sum is the time to verified data", () => {
  const times = phaseTimes({
    volumesCreated: phase(4_000),
    attached: phase(10_000),
    databaseRecovered: phase(25_000),
    dataVerified: phase(26_500),
  });
  expect(times).toEqual([
    { phase: "volumes", ms: 4_000 },
    { phase: "attach", ms: 6_000 },
    { phase: "recovery", ms: 15_000 },
    { phase: "checks", ms: 1_500 },
  ]);
});

test("boot in place of attach, no database, and a phase that failed is told with what it took", () => {
  expect(phaseTimes({ volumesCreated: phase(4_000), booted: phase(9_000, false) })).toEqual([
    { phase: "volumes", ms: 4_000 },
    { phase: "boot", ms: 5_000 },
  ]);
  expect(phaseTimes({})).toEqual([]);
});

const check = (asOf: number | undefined, passed = true) => ({
  check: "newest data",
  passed,
  text: "",
  readsData: true,
  ...(asOf === undefined ? {} : { asOf }),
});
const aged = { cutAt: 100_000, startedAt: 500_000, newest: true };

test("the data's own newest time goes before the canary's; without either nothing is said", () => {
  expect(
    dataRpo({ ...aged, checks: [check(90_000), check(95_000), check(99_000, false)], canaryAsOf: 1 }),
  ).toEqual({
    by: "freshness",
    asOf: 95_000,
    beforeCutMs: 5_000,
    lostMs: 405_000,
  });
  expect(dataRpo({ ...aged, checks: [check(undefined)], canaryAsOf: 99_000, objectiveMs: 7 })).toEqual({
    by: "canary",
    asOf: 99_000,
    beforeCutMs: 1_000,
    lostMs: 401_000,
    objectiveMs: 7,
  });
  expect(dataRpo({ ...aged, checks: [] })).toBeUndefined();
});

test("what would have been lost is said of the newest point only, and a source whose clock is ahead is shown as that", () => {
  const older = dataRpo({ ...aged, newest: false, checks: [check(101_000)] });
  expect(older).toEqual({ by: "freshness", asOf: 101_000, beforeCutMs: -1_000 });
});

const use = (limit: number, inUse: number) => ({ limit, inUse, reserved: 0 });
const planWith = (gigabytes: [number, number], perType: [number, number] = [-1, 0]) =>
  makePlan(
    {
      ...facts,
      ways: { ...facts.ways },
      asked: "volumes",
      quota: {
        value: {
          volumes: use(10, 2),
          gigabytes: use(...gigabytes),
          groups: undefined,
          perType: { tier1: { volumes: use(-1, 2), gigabytes: use(...perType) } },
        },
      },
    },
    NOW,
  );

test.each<[string, [number, number], [number, number], string[]]>([
  ["room for both", [80, 40], [-1, 0], []],
  ["room for the test alone", [79, 40], [-1, 0], ["quota gigabytes: 60 of 79"]],
  ["room of the type for the test alone", [-1, 40], [70, 40], ["quota gigabytes_tier1: 60 of 70"]],
  ["no limit", [-1, 40], [-1, 40], []],
])("%s", (_what, gigabytes, perType, said) => {
  const found = roomFindings(planWith(gigabytes, perType)).map(({ text }) => text.split(" would")[0]);
  expect(found).toEqual(said);
});

test("what could not be read stands against nothing", () => {
  expect(roomFindings(makePlan({ ...facts, quota: { unread: "403" } }, NOW))).toEqual([]);
});
