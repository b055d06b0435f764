import type { EChartsCoreOption } from "echarts";
import type { Chart } from "#domain/chart.ts";
import { describeDuration } from "#domain/duration.ts";
import { dwarfs } from "#domain/dwarfs.ts";
import { scaleOf } from "./scale.ts";

/** Told apart by colour-blind eyes too, and not red: red is for what is wrong. */
const COLOURS = ["#0072b2", "#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#7f7f7f", "#004d40", "#b8a000"];
const LIMIT = "#d00000";
const INK = "#1d1c1d";
const PALE = "#616061";
const FONT = "Roboto";

/**
 * What echarts wants to know to draw it. No animation, so that a chart is the same picture each time. A limit far above the
 * figures is told in words, and drawn is what there is to be seen.
 */
export function chartOption(given: Chart): EChartsCoreOption {
  const chart = withLimitInWords(given);
  const { per, unit } = chart.unit === "count" ? { per: 1, unit: "" } : scaleOf(highest(chart));
  const scaled = (value: number) => Number((value / per).toPrecision(3));
  return {
    animation: false,
    color: COLOURS,
    textStyle: { fontFamily: FONT, color: INK },
    title: {
      text: chart.title,
      subtext: chart.subtitle ?? "",
      left: 16,
      top: 10,
      itemGap: 4,
      textStyle: { fontSize: 17, fontWeight: "bold", color: INK, fontFamily: FONT },
      subtextStyle: { fontSize: 12, color: PALE, fontFamily: FONT },
    },
    legend: { bottom: 8, left: "center", itemWidth: 14, itemHeight: 10, textStyle: { color: INK } },
    grid: { left: 56, right: chart.limit === undefined ? 24 : 110, top: 84, bottom: 74 },
    xAxis: {
      type: "category",
      data: chart.columns,
      axisTick: { show: false },
      axisLabel: { color: PALE, fontSize: 11, lineHeight: 14, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      name: unit,
      nameTextStyle: { color: PALE, align: "right" },
      minInterval: chart.unit === "count" ? 1 : 0,
      max: ({ max }: { max: number }) => Math.max(max, scaled(chart.limit?.value ?? 0)) * 1.08,
      axisLabel: {
        color: PALE,
        formatter: (value: number) => `${Number(value.toPrecision(3))}`,
        showMaxLabel: false,
      },
      splitLine: { showMaxLine: false, lineStyle: { color: "#e8e8e8" } },
    },
    series: [
      ...chart.series.map((series, at) => drawn(chart, series, at, scaled)),
      ...limitOf(chart, scaled, unit),
    ],
  };
}

function drawn(
  chart: Chart,
  { name, values }: Chart["series"][number],
  at: number,
  scaled: (value: number) => number,
) {
  if (chart.kind === "lines")
    return {
      type: "line",
      name,
      symbolSize: 6,
      data: values.map((value) => (value === undefined ? "-" : scaled(value))),
    };
  const last = at === chart.series.length - 1;
  return {
    type: "bar",
    name,
    stack: "all",
    barMaxWidth: 44,
    data: values.map((value) => scaled(value ?? 0)),
    label: {
      show: last,
      position: "top",
      color: INK,
      fontSize: 11,
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const total = totalOf(chart, dataIndex);
        return total === 0 ? "" : `${scaled(total)}`;
      },
    },
  };
}

function withLimitInWords({ limit, ...chart }: Chart): Chart {
  if (limit === undefined) return chart;
  if (!dwarfs(limit.value, highest(chart))) return { ...chart, limit };
  const value = chart.unit === "duration" ? describeDuration(limit.value) : `${limit.value}`;
  const told = `${limit.name} ${value}: far above, not drawn`;
  return { ...chart, subtitle: chart.subtitle === undefined ? told : `${chart.subtitle}; ${told}` };
}

/** A series without figures: a line across the whole chart. */
function limitOf({ limit }: Chart, scaled: (value: number) => number, unit: string): object[] {
  if (limit === undefined) return [];
  return [
    {
      type: "line",
      data: [],
      markLine: {
        symbol: "none",
        silent: true,
        lineStyle: { color: LIMIT, type: "dashed", width: 2 },
        label: {
          color: LIMIT,
          fontSize: 12,
          formatter: `${limit.name}\n${scaled(limit.value)} ${unit}`.trim(),
        },
        data: [{ yAxis: scaled(limit.value) }],
      },
    },
  ];
}

const totalOf = ({ series }: Chart, column: number): number =>
  series.reduce((sum, { values }) => sum + (values[column] ?? 0), 0);

/** Of what is drawn, the limit counted. */
function highest(chart: Chart): number {
  const drawnHigh =
    chart.kind === "stacked"
      ? chart.columns.map((_, column) => totalOf(chart, column))
      : chart.series.flatMap(({ values }) => values.map((value) => value ?? 0));
  return Math.max(chart.limit?.value ?? 0, ...drawnHigh);
}
