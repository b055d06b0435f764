import type { Message } from "#surfaces/slack/views/message.ts";

/** How much of a message Slack is given, after it refused more. */
export type Form = "full" | "classic" | "text";

/** The message in a form; one without classic blocks has its own instead. */
export function inForm({ text, blocks, classic }: Message, form: Form): Message {
  if (form === "text") return { text, blocks: [] };
  return { text, blocks: form === "classic" ? (classic ?? blocks) : blocks };
}

/** What to try after a form was refused; undefined after the last. */
export function plainer({ classic }: Message, form: Form): Form | undefined {
  if (form === "full" && classic !== undefined) return "classic";
  return form === "text" ? undefined : "text";
}

/** Has blocks that Slack brings to workspaces step by step: where one is refused, all will be. */
export const isModern = ({ blocks }: Message): boolean =>
  blocks.some(({ type }) => type === "plan" || type === "task_card");
