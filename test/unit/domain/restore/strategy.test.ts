import { expect, test } from "vitest";
import { chooseStrategy, strategyFindings, waysToRestore } from "#domain/restore/strategy.ts";

const atomic = (driver: string) => ({
  driver: { driver, verdict: "atomic" as const, by: "knowledge-base" as const, source: "s" },
});
const loops = (driver: string) => ({
  driver: { driver, verdict: "loops" as const, by: "knowledge-base" as const, source: "s" },
});
const all: Parameters<typeof strategyFindings>[2] = { about: "p", leftOut: [] };
const codes = (ways: Parameters<typeof strategyFindings>[0], asked?: "volumes" | "group", of = all) =>
  strategyFindings(ways, chooseStrategy(ways, asked), of).map(({ severity, code }) => `${severity} ${code}`);

test("members that Cinder cut one by one are restored one by one, whatever the driver's groups can do", () => {
  const ways = waysToRestore(loops("PureISCSIDriver"));
  expect(chooseStrategy(ways, undefined).how).toBe("volumes");
  expect(codes(ways)).toEqual([]);
});

test("an array that names members after their group is restored as a group", () => {
  const ways = waysToRestore(atomic("cinder.volume.drivers.pure.PureISCSIDriver"));
  expect(chooseStrategy(ways, undefined)).toMatchObject({ how: "group" });
  expect(ways.why).toContain("pure.py:849-856");
  expect(codes(ways)).toEqual([]);
});

test("an array that finds single members is restored volume by volume: real status, real quota", () => {
  const ways = waysToRestore(atomic("SolidFireDriver"));
  expect(chooseStrategy(ways, undefined).how).toBe("volumes");
});

test("a driver that can do neither is said to, before anybody is asked", () => {
  const ways = waysToRestore(atomic("DPLISCSIDriver"));
  expect(ways).toMatchObject({ volumes: false, group: false });
  expect(ways.why).toContain("prophetstor/dplcommon.py:1019");
  expect(chooseStrategy(ways, undefined).how).toBeUndefined();
  expect(codes(ways)).toEqual(["error no-way-to-restore"]);
  expect(codes(ways, "volumes")).toEqual(["error no-way-to-restore"]);
});

test("a choice that the driver is known to fail is refused, and the other one named", () => {
  const ways = waysToRestore(atomic("PureFCDriver"));
  expect(strategyFindings(ways, chooseStrategy(ways, "volumes"), all)).toMatchObject([
    { severity: "error", code: "strategy-impossible", next: expect.stringContaining("--strategy group") },
  ]);
});

test("a group made by Cinder's own loop is allowed when asked for, with a warning that it may be hollow", () => {
  expect(codes(waysToRestore(loops("RBDDriver")), "group")).toEqual(["warning group-restore-may-be-hollow"]);
});

test("a group cannot be restored in parts", () => {
  const part = { about: "p", leftOut: ["wal"] };
  expect(codes(waysToRestore(atomic("PureFCDriver")), undefined, part)).toEqual(["error group-restores-all"]);
  expect(codes(waysToRestore(atomic("SolidFireDriver")), undefined, part)).toEqual([]);
});

test("where nobody knows the driver, volumes are made, which fail visibly, and it is said", () => {
  const ways = waysToRestore({});
  expect(chooseStrategy(ways, undefined).how).toBe("volumes");
  expect(codes(ways)).toEqual(["warning strategy-unknown"]);
  expect(codes(ways, "group")).toEqual(["warning strategy-unknown"]);
});

test("for a point whose evidence names no driver, the one that is declared today decides", () => {
  expect(chooseStrategy(waysToRestore({}, "PureFCDriver"), undefined).how).toBe("group");
  expect(chooseStrategy(waysToRestore({}, "RBDDriver"), undefined).how).toBe("volumes");
});
