const units = [
  { per: 3_600_000, unit: "h" },
  { per: 60_000, unit: "min" },
  { per: 1_000, unit: "s" },
] as const;

/** The largest unit of which the highest value has at least two; of less than two seconds, milliseconds. */
export const scaleOf = (highestMs: number): { readonly per: number; readonly unit: string } =>
  units.find(({ per }) => highestMs >= 2 * per) ?? { per: 1, unit: "ms" };
