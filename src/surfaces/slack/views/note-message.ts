import { escaped, withMoments } from "../mrkdwn.ts";
import { section, sections } from "./blocks.ts";
import type { Message } from "./message.ts";

/** Words that belong to no run, such as what a reload changed. */
export function noteMessage({
  title,
  lines,
}: {
  readonly title: string;
  readonly lines: readonly string[];
}): Message {
  const said = escaped(title).trim() || "Note";
  return {
    text: lines[0] === undefined ? said : `${said}: ${escaped(lines[0])}`,
    blocks: [
      section([`📝 *${said}*`]),
      ...sections(
        lines.filter((line) => line.trim() !== "").map((line) => `• ${withMoments(line, 500)}`),
        3,
      ),
    ],
  };
}
