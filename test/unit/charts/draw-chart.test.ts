import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { drawChart } from "#charts/draw-chart.ts";
import { scaleOf } from "#charts/scale.ts";
import type { Chart } from "#domain/chart.ts";

const never = new AbortController().signal;
const chart: Chart = {
  title: "orders: restore tests",
  kind: "stacked",
  unit: "duration",
  columns: ["11-15 05:00\npassed", "11-22 05:00\ninconclusive"],
  series: [
    { name: "volumes", values: [40_000, undefined] },
    { name: "recovery", values: [90_000, undefined] },
  ],
  limit: { name: "RTO objective", value: 900_000 },
};

/** Width, height, and the pixels row by row as the PNG has them: each row begins with its filter. */
function read(png: Uint8Array) {
  const bytes = Buffer.from(png);
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    chunks.push({
      type: bytes.toString("latin1", at + 4, at + 8),
      data: bytes.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  const header = chunks.find(({ type }) => type === "IHDR")?.data;
  const body = Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data));
  return {
    signature: bytes.toString("latin1", 1, 4),
    width: header?.readUInt32BE(0),
    height: header?.readUInt32BE(4),
    bytes: inflateSync(body).length,
  };
}

test("a chart becomes the same PNG each time, its words too, whatever fonts this machine has", async () => {
  const [png, again, named] = await Promise.all([
    drawChart(chart, never),
    drawChart(chart, never),
    drawChart({ ...chart, title: "shop: restore tests" }, never),
  ]);
  expect(read(png)).toMatchObject({ signature: "PNG", width: 1_600, height: 800 });
  expect(Buffer.compare(png, again)).toBe(0);
  // The title alone differs: without a font both pictures would be the same.
  expect(Buffer.compare(png, named)).not.toBe(0);
}, 60_000);

test("lines with a gap are drawn, too", async () => {
  const lines: Chart = {
    ...chart,
    kind: "lines",
    unit: "count",
    series: [{ name: "A", values: [1, undefined] }],
  };
  expect(read(await drawChart(lines, never))).toMatchObject({ width: 1_600 });
}, 60_000);

test("what is no chart is refused with its reason, and nothing is left running", async () => {
  await expect(drawChart({ ...chart, columns: [] }, never)).rejects.toMatchObject({ kind: "unreachable" });
}, 60_000);

test("whoever stops waiting gets his own reason", async () => {
  const stop = new AbortController();
  const drawn = drawChart(chart, stop.signal);
  stop.abort(new Error("the bot stops"));
  await expect(drawn).rejects.toThrow("the bot stops");
}, 60_000);

test("times are told in the largest unit that has at least two of it", () => {
  expect([1_999, 2_000, 119_999, 120_000, 7_199_999, 7_200_000].map((ms) => scaleOf(ms).unit)).toEqual([
    "ms",
    "s",
    "s",
    "min",
    "min",
    "h",
  ]);
});
