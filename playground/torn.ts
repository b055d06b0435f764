/** What a set of copies says about the moment it shows. */
export interface Verdict {
  /** No write is missing that came before one which is there. */
  readonly oneMoment: boolean;
  /** How many writes are missing from the set although a later one is in it. */
  readonly lost: number;
}

/**
 * Judges the contents of all volumes of an application, in the order in which its writer goes round (writer.ts).
 * Undefined contents mean that there is no copy of that volume: never one moment.
 */
export function judge(contents: readonly (number | undefined)[]): Verdict {
  const count = contents.length;
  const latest = Math.max(0, ...contents.map((content) => content ?? 0));
  const lost = contents.map((content, index) => {
    // The last write up to `latest` that went to this volume; write k went to volume (k - 1) mod count.
    const expected = latest - ((((latest - 1 - index) % count) + count) % count);
    return Math.max(0, expected - (content ?? 0)) / count;
  });
  const sum = lost.reduce((total, one) => total + one, 0);
  return { oneMoment: sum === 0 && !contents.includes(undefined), lost: sum };
}
