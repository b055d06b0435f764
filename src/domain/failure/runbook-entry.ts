/**
 * The text under a heading of a Markdown page, up to the next heading of its level or above. Undefined: it has no such heading.
 */
export function runbookEntry(page: string, heading: string): string | undefined {
  const lines = page.split("\n");
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "").trim() === heading);
  if (start === -1) return undefined;
  const level = levelOf(lines[start] ?? "");
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^#+ /.test(line) && levelOf(line) <= level);
  return (end === -1 ? rest : rest.slice(0, end)).join("\n").trim();
}

const levelOf = (line: string): number => /^#*/.exec(line)?.[0].length ?? 0;
