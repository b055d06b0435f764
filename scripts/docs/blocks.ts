/** One fenced block of a page: ```sh is run, ```text is what a block before it prints. */
export interface Block {
  readonly kind: "sh" | "text";
  /** The second word after the fence: in whose terminal. Without one: the operator's, or for output the last one used. */
  readonly who: string;
  readonly line: number;
  readonly text: string;
}

/** The page's blocks in order. Throws at a fence of another kind, or one that nobody closes. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let open: { kind: Block["kind"]; who: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of page.split("\n").entries()) {
    if (open === undefined) {
      if (!line.startsWith("```")) continue;
      const [kind, named] = line.slice(3).split(" ");
      if (kind !== "sh" && kind !== "text")
        throw new Error(`line ${index + 1}: a block is sh or text, not "${kind}"`);
      const who = named ?? (kind === "sh" ? "operator" : "");
      open = { kind, who, line: index + 1, lines: [] };
    } else if (line === "```") {
      blocks.push({ kind: open.kind, who: open.who, line: open.line, text: open.lines.join("\n") });
      open = undefined;
    } else open.lines.push(line);
  }
  if (open !== undefined) throw new Error(`line ${open.line}: the block is not closed`);
  return blocks;
}

/** Words in capitals stand for the newest thing of their kind that was printed before. */
const placeholders: Readonly<Record<string, RegExp>> = {
  POINT: /\borders-db-\d{8}-\d{6}-[0-9a-f]{4}\b/g,
  ORPHAN: /\bo-[0-9a-f]{10}\b/g,
  APPROVAL: /\bap-[0-9a-f]{8}\b/g,
  RESTORE: /\br-\d{8}-\d{6}-[0-9a-f]{8}-restore\b/g,
};

/** The block with its placeholders taken from what was printed; undefined while one of them was not. */
export function filled(text: string, printed: string): string | undefined {
  let whole: string | undefined = text;
  for (const [word, pattern] of Object.entries(placeholders)) {
    const named = new RegExp(`\\b${word}\\b`, "g");
    if (whole === undefined || !named.test(whole)) continue;
    const newest = printed.match(pattern)?.at(-1);
    whole = newest === undefined ? undefined : whole.replaceAll(named, newest);
  }
  return whole;
}

/** Lines of a ```text block that the output does not have; `…` and runs of blanks stand for anything and for blanks. */
export function missingLines(expected: string, output: string): string[] {
  const flat = output.split("\n").map(squeezed);
  return expected.split("\n").filter((line) => {
    if (squeezed(line) === "") return false;
    const pattern = new RegExp(squeezed(line).split("…").map(escaped).join(".*"));
    return !flat.some((seen) => pattern.test(seen));
  });
}

const squeezed = (line: string): string => line.trim().replaceAll(/\s+/g, " ");
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
