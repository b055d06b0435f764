import { type Source, sourceText } from "./source.ts";

/** Short marks for the sources of one document. */
export interface References {
  /** `[C1 M2]` */
  of(sources: readonly Source[]): string;
  /** Each mark with what it stands for, by letter. */
  lines(): string[];
}

const LETTERS: Readonly<Record<Source["kind"], string>> = {
  cloud: "C",
  guest: "G",
  manifest: "M",
  config: "O",
  "knowledge base": "K",
  history: "H",
  published: "P",
};

/** Numbers sources in the order in which they are first needed. */
export function createReferences(): References {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  const markOf = (source: Source): string => {
    const text = sourceText(source);
    const before = known.get(text);
    if (before !== undefined) return before;
    const letter = LETTERS[source.kind];
    const count = (counts.get(letter) ?? 0) + 1;
    counts.set(letter, count);
    known.set(text, `${letter}${count}`);
    return `${letter}${count}`;
  };
  return {
    of: (sources) => `[${[...new Set(sources.map(markOf))].join(" ")}]`,
    lines: () =>
      [...known]
        .map(([text, mark]) => ({ text, mark }))
        .toSorted((a, b) => rank(a.mark) - rank(b.mark))
        .map(({ text, mark }) => `- **${mark}** ${text}`),
  };
}

/** `C2` before `C10` before `G1`. */
const rank = (mark: string): number => mark.charCodeAt(0) * 10_000 + Number(mark.slice(1));
