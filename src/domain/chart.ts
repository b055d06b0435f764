import { z } from "zod";

/** A figure that was not measured leaves a gap. JSON has no `undefined`: on the wire it is null. */
const Value = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);

/** Figures to be drawn, without a word on how: the same go into a picture and into a chart that Slack draws. */
export const Chart = z.object({
  title: z.string(),
  subtitle: z.string().optional(),
  /** `stacked`: bars whose parts add up; `lines`: each series by itself. */
  kind: z.enum(["stacked", "lines"]),
  /** Durations are in ms. */
  unit: z.enum(["duration", "count"]),
  /** What stands below each column, oldest first; may have two lines. */
  columns: z.array(z.string()).min(1).max(60),
  /** At least one; each with one value a column. */
  series: z
    .array(z.object({ name: z.string(), values: z.array(Value) }))
    .min(1)
    .max(8),
  /** What the values are held against: an objective. */
  limit: z.object({ name: z.string(), value: z.number() }).optional(),
});
export type Chart = z.infer<typeof Chart>;
