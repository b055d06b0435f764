import { expect, it } from "vitest";
import {
  judgeRestore,
  type RestoreTurn,
  restorePhases,
  restoreTable,
} from "../../../bench/restore/report.ts";

const turns = (times: Record<RestoreTurn["contestant"], readonly number[]>): RestoreTurn[] =>
  Object.entries(times).flatMap(([contestant, all]) =>
    all.map((ms) => ({ course: "3 volumes", contestant: contestant as RestoreTurn["contestant"], ms })),
  );
const met = (floor: number, ours: number, script: number) =>
  judgeRestore("3 volumes", turns({ floor: [floor], Freezeframe: [ours], "restore.sh": [script] })).map(
    (verdict) => verdict.met,
  );

it("a restore may take 1.10 times the floor, and not one millisecond more", () => {
  expect(met(1_000, 1_100, 9_000)).toEqual([true, true]);
  expect(met(1_000, 1_101, 9_000)).toEqual([false, true]);
});

it("a restore may cost half of the script's overhead over the floor", () => {
  expect(met(1_000, 1_050, 1_100)).toEqual([true, true]);
  expect(met(1_000, 1_051, 1_100)).toEqual([true, false]);
});

it("nothing is met by what was not measured, in this course or at all", () => {
  const floorAlone = turns({ floor: [1_000], Freezeframe: [], "restore.sh": [] });
  expect(judgeRestore("3 volumes", floorAlone).map((verdict) => verdict.met)).toEqual([false, false]);
  const elsewhere = turns({ floor: [1_000], Freezeframe: [1_000], "restore.sh": [9_000] });
  expect(judgeRestore("20 volumes", elsewhere).map((verdict) => verdict.met)).toEqual([false, false]);
});

it("the median round decides", () => {
  const slowOnce = turns({
    floor: [1_000, 1_000, 1_000],
    Freezeframe: [1_050, 9_000, 1_060],
    "restore.sh": [9_000],
  });
  expect(judgeRestore("3 volumes", slowOnce)[0]).toMatchObject({ met: true, measured: "1.060 × floor" });
});

it("the tables show each contestant of each course against that course's floor, and phases of those who tell", () => {
  const phases = { plan: 100, create: 400, attach: 500 };
  const all: RestoreTurn[] = [
    { course: "3 volumes", contestant: "floor", ms: 1_000, phases },
    { course: "3 volumes", contestant: "restore.sh", ms: 3_000 },
    { course: "20 volumes", contestant: "floor", ms: 5_000, phases },
  ];
  expect(restoreTable(all).split("\n").slice(2)).toEqual([
    "| 3 volumes | floor | 1 | 1000 | 1000 | 1000 | 0 | 1.00 |",
    "| 3 volumes | restore.sh | 1 | 3000 | 3000 | 3000 | 2000 | 3.00 |",
    "| 20 volumes | floor | 1 | 5000 | 5000 | 5000 | 0 | 1.00 |",
  ]);
  expect(restorePhases(all).split("\n").slice(2)).toEqual([
    "| 3 volumes | floor | 100 | 400 | 500 |",
    "| 20 volumes | floor | 100 | 400 | 500 |",
  ]);
});
