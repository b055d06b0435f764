import type { Verdict } from "#domain/restore-test/report.ts";
import type { Standing } from "./standing.ts";

/** So many tests in a row that say nothing are no accident. */
const IN_ROW = 2;

export interface EndedTest {
  readonly runId: string;
  readonly verdict: Verdict;
  /** Why it is not `passed`, the first reason first. */
  readonly reasons: readonly string[];
}

/** Pure: do the newest restore tests (newest first) say anything at all? */
export function inconclusiveTests(application: string, tests: readonly EndedTest[]): Standing {
  const [newest] = tests;
  const conclusive = tests.findIndex(({ verdict }) => verdict !== "inconclusive");
  const inRow = conclusive === -1 ? tests.length : conclusive;
  if (newest === undefined || inRow < IN_ROW)
    return {
      state: "kept",
      by: newest === undefined ? "no test was made" : `restore test ${newest.runId}: ${newest.verdict}`,
    };
  const why = newest.reasons[0];
  return {
    state: "missed",
    text: `The last restore tests were inconclusive, two or more in a row: nothing is known of the points that was not known before${why === undefined ? "" : `. The last one: ${why}`}`,
    next: `freezeframe test ${application} tries again when that is mended`,
  };
}
