import { expect, test } from "vitest";
import { percentile } from "#domain/percentile.ts";
import type { TestReport } from "#domain/restore-test/report.ts";
import { regressionsOf, statisticsOf } from "#domain/restore-test/statistics.ts";
import { trendChart } from "#domain/restore-test/trend-chart.ts";
import { recoveryPoint } from "../../operations/points.ts";
import { hold } from "../observed.ts";
import { began, DAY, kept, tested, without } from "./tested.ts";

/** One a week, the newest last, as long as these. */
const weekly = (...rtos: number[]): TestReport[] =>
  rtos.map((rto, week) => tested(began + week * 7 * DAY, rto));
const times = (count: number, value: number) => Array.from({ length: count }, () => value);

test("a percentile lies between its neighbours, and of nothing there is none", () => {
  expect(percentile([4, 1, 3, 2], 50)).toBe(2.5);
  expect(percentile([1, 2], 95)).toBeCloseTo(1.95);
  expect(percentile([7], 95)).toBe(7);
  expect(percentile([], 50)).toBeNaN();
});

test("40 % more at the 95th percentile is a regression, and just less is none", () => {
  const slower = (rto: number) => regressionsOf(weekly(...times(10, 100_000), ...times(10, rto)));
  expect(slower(139_000)).not.toContainEqual(expect.objectContaining({ what: "rto" }));
  expect(slower(140_000)).toContainEqual({ what: "rto", nowMs: 140_000, beforeMs: 100_000, tests: 10 });
});

test("the phase that became slower is named, and those that did not are not", () => {
  const found = regressionsOf(weekly(...times(10, 100_000), ...times(10, 200_000)));
  expect(found.map(({ what }) => what)).toEqual(["rto", "recovery"]);
});

test("the order in which tests are given does not matter", () => {
  const tests = weekly(...times(10, 100_000), ...times(10, 200_000));
  expect(regressionsOf(tests.toReversed())).toEqual(regressionsOf(tests));
  expect(regressionsOf(weekly(...times(10, 200_000), ...times(10, 100_000)))).toEqual([]);
});

test("with fewer than five tests on one side nothing is said", () => {
  expect(regressionsOf(weekly(...times(4, 100_000), ...times(10, 300_000)))).toEqual([]);
  expect(regressionsOf(weekly(...times(5, 100_000), ...times(10, 300_000)))).not.toEqual([]);
});

test("tests that did not pass count neither way", () => {
  const none = Array.from({ length: 12 }, (_, at) => without(began + (100 + at) * DAY, "failed"));
  const passed = weekly(...times(10, 100_000), ...times(10, 200_000));
  expect(regressionsOf([...passed, ...none])).toEqual(regressionsOf(passed));
});

test("a boot is not held against an attach", () => {
  const attached = weekly(...times(10, 100_000));
  const booted = weekly(...times(20, 200_000))
    .slice(10)
    .map((one) => ({ ...one, target: "boot" as const }));
  expect(regressionsOf([...attached, ...booted])).toEqual([]);
});

test("half a second more is no regression, whatever its share", () => {
  const quick = (ms: number) => (one: TestReport) => ({
    ...one,
    rtoMs: 50_000,
    phases: [{ phase: "attach" as const, ms }],
  });
  const tests = weekly(...times(20, 50_000));
  const all = [...tests.slice(0, 10).map(quick(400)), ...tests.slice(10).map(quick(900))];
  expect(regressionsOf(all)).toEqual([]);
});

test("only tests that passed have times; running ones do not count at all", () => {
  const reports = [
    tested(began, 100_000),
    tested(began + DAY, 120_000),
    without(began + 2 * DAY, "failed"),
    without(began + 3 * DAY, "inconclusive"),
  ];
  const { report: _none, ...running } = kept(tested(began + 4 * DAY, 1));
  const statistics = statisticsOf([...reports.map(kept), { ...running, state: "running" }]);
  expect(statistics).toMatchObject({
    tests: 4,
    passed: 2,
    failed: 1,
    inconclusive: 1,
    lastPassedAt: began + DAY,
    rto: { of: 2, p50Ms: 110_000, newestMs: 120_000 },
  });
  expect(statistics.phases.map(({ phase }) => phase)).toEqual(["volumes", "attach", "recovery", "checks"]);
});

test("freeze times are those of the points that were frozen", () => {
  const frozen = (id: string, windowMs: number) => {
    const point = recoveryPoint(id, began, "A");
    return { ...point, evidence: { ...point.evidence, hold: { ...hold, windowMs } } };
  };
  const points = [recoveryPoint("p0", began, "E"), frozen("p1", 400), frozen("p2", 600)];
  expect(statisticsOf([], points).freeze).toMatchObject({ of: 2, p50Ms: 500 });
  expect(statisticsOf([], [recoveryPoint("p0", began, "E")]).freeze).toBeUndefined();
});

test("the chart has a column for each test, an empty one for what said nothing, and only phases that were reached", () => {
  const reports = [without(began + DAY, "inconclusive"), tested(began, 100_000)];
  expect(trendChart("orders", reports, { objectiveMs: 900_000 })).toEqual({
    title: "orders: restore tests",
    subtitle: "from the start to verified data, by phase; times are UTC",
    kind: "stacked",
    unit: "duration",
    columns: ["11-22 05:00\npassed", "11-23 05:00\ninconclusive"],
    series: [
      { name: "volumes", values: [20_000, undefined] },
      { name: "attach", values: [10_000, undefined] },
      { name: "recovery", values: [60_000, undefined] },
      { name: "checks", values: [10_000, undefined] },
    ],
    limit: { name: "RTO objective", value: 900_000 },
  });
  expect(trendChart("orders", [without(began, "inconclusive")])).toBeUndefined();
});

test("the chart shows the newest tests", () => {
  const chart = trendChart("orders", weekly(...times(20, 100_000)), { shown: 3 });
  expect(chart?.columns.map((column) => column.slice(0, 5))).toEqual(["03-21", "03-28", "04-04"]);
});
