import type { FailedRun, Failure, Gone, Mended } from "./failure.ts";

/** More than these nobody reads; the first one is where it is told. */
const KEPT = 50;

/** One more run that failed, with the group snapshots that it left behind. The same run twice is one. */
export function withFailed(
  before: Failure | undefined,
  run: FailedRun,
  leftBehind: readonly string[],
): Failure {
  if (before === undefined) return withLeft({ runs: [run], left: [] }, run.id, leftBehind);
  if (before.runs.some(({ id }) => id === run.id)) return withLeft(before, run.id, leftBehind);
  const { mended: _over, ...open } = before;
  const [first = run, ...rest] = before.runs;
  return withLeft({ ...open, runs: [first, ...rest.slice(-(KEPT - 2)), run] }, run.id, leftBehind);
}

/** What a run left behind, as it becomes known. */
export function withLeft(before: Failure, run: string, leftBehind: readonly string[]): Failure {
  const fresh = leftBehind.filter((id) => !before.left.some((one) => one.id === id));
  return fresh.length === 0
    ? before
    : { ...before, left: [...before.left, ...fresh.map((id) => ({ id, run }))] };
}

/** A good point; one that was made before the last failure mends nothing. */
export function withMended(before: Failure, mended: Mended): Failure {
  const failedLast = before.runs.at(-1)?.at ?? 0;
  return before.mended === undefined && mended.at >= failedLast ? { ...before, mended } : before;
}

/** Seen to be gone. Who was first has it. */
export const withGone = (before: Failure, ids: ReadonlySet<string>, gone: Gone): Failure => ({
  ...before,
  left: before.left.map((one) => (one.gone === undefined && ids.has(one.id) ? { ...one, gone } : one)),
});

/** Ids of what is still there, as far as anybody knows. */
export const stillLeft = ({ left }: Failure): string[] =>
  left.flatMap(({ id, gone }) => (gone === undefined ? [id] : []));

/** Nothing is to be done any more: there is a good point again, and nothing is left behind. */
export const isAllClear = (failure: Failure): boolean =>
  failure.mended !== undefined && stillLeft(failure).length === 0;
