import { z } from "zod";
import { identifier, text } from "./text.ts";

/**
 * A chart. docs.slack.dev/reference/block-kit/blocks/data-visualization-block; where that page and typed clients give
 * different numbers the lower one is taken.
 */
const list = <S extends z.ZodType>(item: S, max: number) =>
  z.array(item).min(1, "requires at least 1 items").max(max, `no more than ${max} items allowed`);

const label = text(20);
const point = z.strictObject({ label, value: z.number() });
const isUnique = (names: readonly string[]): boolean => new Set(names).size === names.length;

const series = z.strictObject({ name: label, data: list(point, 20) });
const axes = z.strictObject({
  categories: list(label, 20).refine(isUnique, "categories must be unique"),
  x_label: text(50).optional(),
  y_label: text(50).optional(),
});

const plotted = (type: string) =>
  z
    .strictObject({ type: z.literal(type), series: list(series, 6), axis_config: axes })
    .refine((one) => isUnique(one.series.map(({ name }) => name)), "series names must be unique")
    .refine(
      ({ series: all, axis_config: { categories } }) =>
        all.every(({ data }) => data.map((one) => one.label).join("\n") === categories.join("\n")),
      "each series must have one data point for each category",
    );

const pie = z.strictObject({
  type: z.literal("pie"),
  segments: list(z.strictObject({ label, value: z.number().positive() }), 6),
});

export const chart = z.strictObject({
  type: z.literal("data_visualization"),
  title: text(50),
  chart: z.discriminatedUnion("type", [pie, plotted("bar"), plotted("area"), plotted("line")]),
  block_id: identifier.optional(),
});
