/** One block of commands of a design's section (b), as its Markdown has it. */
export interface DesignBlock {
  /** Of the step that it stands in: `group-create`. */
  readonly step: string;
  readonly kind: "sh" | "http";
  readonly who: string;
  readonly text: string;
}

/** The blocks of a design's commands in their order, extracted from the document as people have it. */
export function designBlocks(markdown: string): DesignBlock[] {
  const [, rest = ""] = markdown.split("\n## (b) Commands\n");
  const [section = ""] = rest.split("\n## (c) ");
  const blocks: DesignBlock[] = [];
  let step = "";
  for (const piece of section.split(/^(?=#### |```(?:sh|http) )/m)) {
    step = /^#### .*<!-- (\S+) -->/.exec(piece)?.[1] ?? step;
    const block = /^```(sh|http) (.+)\n([\s\S]*?)^```$/m.exec(piece);
    const [, kind, who = "", text = ""] = block ?? [];
    if (kind === "sh" || kind === "http") blocks.push({ step, kind, who, text });
  }
  return blocks;
}
