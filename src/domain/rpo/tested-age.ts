import { toMinute } from "../minute.ts";
import type { Standing } from "./standing.ts";

/** What the age of the newest passed test is judged by. */
export interface TestedAge {
  readonly application: string;
  readonly now: number;
  /** The manifest says what a test of it is. */
  readonly described: boolean;
  /** The newest restore test that passed. */
  readonly passed: { readonly runId: string; readonly at: number } | undefined;
  /** The two slots of `schedule.restoreTest` that came after it (or, without one, after it was first watched). */
  readonly slots: readonly number[];
  /** A test is running or queued. */
  readonly underWay: boolean;
  /** The test that ended last, when it did not pass. */
  readonly last: { readonly runId: string; readonly verdict: string } | undefined;
}

/** A test takes its time, and may wait for another application's. */
const GRACE_MS = 60 * 60_000;

/** Pure: did one of the last two scheduled restore tests pass? */
export function testedAge(about: TestedAge): Standing {
  const { now, passed, slots, underWay } = about;
  const [, second] = slots;
  if (second === undefined || now <= second + GRACE_MS)
    return {
      state: "kept",
      by: passed === undefined ? "its first two tests are not over" : `restore test ${passed.runId} passed`,
    };
  if (underWay) return { state: "mending" };
  return { state: "missed", ...wordsOf(about) };
}

function wordsOf({ application, described, passed, last }: TestedAge): { text: string; next: string } {
  const since =
    passed === undefined ? "no restore test has ever passed" : `none has passed since ${toMinute(passed.at)}`;
  const words = last === undefined ? "" : `; the last one (${last.runId}): ${last.verdict}`;
  const text = `Two restore tests were due, and ${since}`;
  return described
    ? { text: `${text}${words}`, next: `freezeframe test ${application} makes one now` }
    : {
        text: `${text}: the manifest says nothing of restore tests`,
        next: "describe the test in the manifest (restoreTest)",
      };
}
