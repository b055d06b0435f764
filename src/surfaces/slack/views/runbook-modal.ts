import type { ModalView } from "@slack/types";
import { code, escaped, preformatted } from "../mrkdwn.ts";
import { context, sections } from "./blocks.ts";
import { modal } from "./modal.ts";

/** One entry of docs/runbook.md. */
export interface RunbookEntry {
  readonly heading: string;
  readonly text: string;
}

/** Entries as Slack shows them. The file is our own, so its few kinds of Markdown are all that is read. */
export const runbookModal = (entries: readonly RunbookEntry[]): ModalView =>
  modal("Runbook", [
    ...entries
      .slice(0, 3)
      .flatMap(({ heading, text }) => sections([`*${escaped(heading, 150)}*`, ...lines(text)], 10)),
    context([`From ${code("docs/runbook.md")}, which tells the rest`]),
  ]);

/** A paragraph or an item is one line; what is indented by four is to be copied. */
function lines(text: string): string[] {
  const paragraphs = text
    .trim()
    .split(/\n(?=\s*(?:- |\d+\. ))|\n\s*\n/)
    .filter((one) => one.trim() !== "");
  return paragraphs.map((one) =>
    one.split("\n").every((line) => /^ {4}/.test(line) || line.trim() === "")
      ? preformatted(one.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.slice(4)])))
      : inline(one.replace(/\s*\n\s*/g, " ").trim()),
  );
}

/** `code`, *words that stand out*, **more so**, and [words](link), of which only the words are kept. */
const inline = (text: string): string =>
  text
    .replace(/^- /, "• ")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .split(/(`[^`]*`|\*\*?[^*]+\*\*?)/)
    .map((part) => {
      if (part.startsWith("`")) return code(part.slice(1, -1), 600);
      return part.startsWith("*") ? `*${escaped(part.replaceAll("*", ""), 600)}*` : escaped(part, 1_500);
    })
    .join("");
