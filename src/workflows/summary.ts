/** Characters of a whole summary: with the rest of its approval it stays under what one journal entry holds. */
const SUMMARY_MAX = 16_000;
const LINE_MAX = 500;

/** The lines as an approval keeps them. What does not fit is left out, and the last line says how much. */
export function fitSummary(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let left = SUMMARY_MAX;
  for (const line of lines) {
    const text = line.length > LINE_MAX ? `${line.slice(0, LINE_MAX - 1)}…` : line;
    if (text.length > left) return [...kept, `… and ${lines.length - kept.length} more lines`];
    kept.push(text);
    left -= text.length;
  }
  return kept;
}
