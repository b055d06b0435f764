import type { Message } from "#surfaces/slack/views/message.ts";

/** How much of a message Slack is given, after it refused more. */
export type Form = "full" | "classic" | "text";

/** The message in a form; one without classic blocks has its own instead. A picture goes with the classic ones alone. */
export function inForm({ text, blocks, classic, picture, thread }: Message, form: Form): Message {
  const where = thread === undefined ? {} : { thread };
  if (form === "text") return { text, blocks: [], ...where };
  if (form === "full") return { text, blocks, ...where };
  return { text, blocks: classic ?? blocks, ...where, ...(picture === undefined ? {} : { picture }) };
}

/** What to try after a form was refused; undefined after the last. */
export function plainer({ classic }: Message, form: Form): Form | undefined {
  if (form === "full" && classic !== undefined) return "classic";
  return form === "text" ? undefined : "text";
}

/** Types of its blocks that Slack brings to workspaces step by step: where one is refused, all of that type will be. */
export const modernTypes = ({ blocks }: Message): string[] => [
  ...new Set(blocks.map(({ type }) => type).filter((type) => MODERN.has(type))),
];

const MODERN: ReadonlySet<string> = new Set(["plan", "task_card", "data_visualization"]);
