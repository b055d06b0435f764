import { expect, test } from "vitest";
import { chartOption } from "#charts/chart-option.ts";
import type { Chart } from "#domain/chart.ts";

const MINUTE = 60_000;

const chart = (limitMs: number): Chart => ({
  title: "orders: restore tests",
  subtitle: "times are UTC",
  kind: "stacked",
  unit: "duration",
  columns: ["11-22 05:00\npassed"],
  series: [
    { name: "volumes", values: [MINUTE] },
    { name: "checks", values: [3 * MINUTE] },
  ],
  limit: { name: "RTO objective", value: limitMs },
});

const drawn = (limitMs: number) => JSON.parse(JSON.stringify(chartOption(chart(limitMs))));

test("an objective is a line in the chart, and the chart is high enough for it", () => {
  const { title, series, yAxis } = drawn(12 * MINUTE);
  expect(series.at(-1).markLine.data).toEqual([{ yAxis: 12 }]);
  expect(title.subtext).toBe("times are UTC");
  expect(yAxis.name).toBe("min");
});

test("one far above what was measured is told in words, so that the phases can be told apart", () => {
  const { title, series, yAxis } = drawn(12 * MINUTE + 1);
  expect(title.subtext).toBe("times are UTC; RTO objective 12 min: far above, not drawn");
  expect(JSON.stringify(series)).not.toContain("markLine");
  expect(yAxis.name).toBe("min");
});

test("where nothing was measured it is all there is to be seen", () => {
  const nothing = { ...chart(12 * MINUTE), series: [{ name: "volumes", values: [undefined] }] };
  expect(JSON.stringify(chartOption(nothing))).toContain("markLine");
});
