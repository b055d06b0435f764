/**
 * Between the two nearest values, in proportion, as spreadsheets do; NaN of none. With few values the nearest rank would be
 * the largest of them, and one slow night would pass for a trend.
 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (percent / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}
