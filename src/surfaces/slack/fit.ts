/** At most `max` UTF-16 units, cut between code points, with an ellipsis in place of what is lost. */
export const fitted = (text: string, max: number): string => fitPieces(Array.from(text), max);

/** The same for pieces that must stay whole, such as an escaped character. */
export function fitPieces(pieces: readonly string[], max: number): string {
  let kept = "";
  let short = "";
  for (const piece of pieces) {
    if (kept.length + piece.length > max) return `${short}…`;
    kept += piece;
    if (kept.length < max) short = kept;
  }
  return kept;
}

/** Whole lines that fit together into `max`; `more` words how many are left out. */
export function fitLines(
  lines: readonly string[],
  max: number,
  more: (left: number) => string = (left) => `… and ${left} more`,
): string {
  const whole = lines.join("\n");
  if (whole.length <= max) return whole;
  const room = max - more(lines.length).length - 1;
  const kept: string[] = [];
  let used = 0;
  for (const line of lines) {
    if (used + line.length + 1 > room) break;
    kept.push(line);
    used += line.length + 1;
  }
  return [...kept, more(lines.length - kept.length)].join("\n");
}

/** At most `max` entries, and words for how many are left out. */
export function atMost<T>(entries: readonly T[], max: number, say: (entry: T) => string): string[] {
  const shown = entries.slice(0, max).map(say);
  return entries.length <= max ? shown : [...shown, `… and ${entries.length - max} more`];
}
