/** One block of commands of a design, as its Markdown has it. */
export interface DesignBlock {
  /** Of the step that it stands in: `group-create`. */
  readonly step: string;
  readonly kind: "sh" | "http";
  readonly who: string;
  readonly text: string;
}

/** The blocks of one section of a design in their order, extracted from the document as people have it; (b) has its commands. */
export function designBlocks(markdown: string, section = "b"): DesignBlock[] {
  const part = markdown.split(/^(?=## )/m).find((one) => one.startsWith(`## (${section}) `)) ?? "";
  const blocks: DesignBlock[] = [];
  let step = "";
  for (const piece of part.split(/^(?=#### |```(?:sh|http) )/m)) {
    step = /^#### .*<!-- (\S+) -->/.exec(piece)?.[1] ?? step;
    const block = /^```(sh|http) (.+)\n([\s\S]*?)^```$/m.exec(piece);
    const [, kind, who = "", text = ""] = block ?? [];
    if (kind === "sh" || kind === "http") blocks.push({ step, kind, who, text });
  }
  return blocks;
}
