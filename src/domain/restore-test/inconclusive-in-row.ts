import type { TestRecord } from "./record.ts";
import type { Verdict } from "./report.ts";

/** How many tests in a row were inconclusive, this one counted; `earlier` has ended, newest first. */
export function inconclusiveInRow(verdict: Verdict, earlier: readonly TestRecord[]): number {
  if (verdict !== "inconclusive") return 0;
  const other = earlier.findIndex(({ report }) => report !== undefined && report.verdict !== "inconclusive");
  return 1 + (other === -1 ? earlier.length : other);
}
