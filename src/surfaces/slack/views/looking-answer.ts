import { escaped } from "../mrkdwn.ts";
import { context } from "./blocks.ts";
import type { Message } from "./message.ts";

/** Said at once where an answer takes a moment: it will take its place. */
export const lookingAnswer = (what: string): Message => ({
  text: `🔎 Looking: ${escaped(what)} …`,
  blocks: [context([`🔎 Looking: ${escaped(what)} …`])],
});
