import { escaped, withNames } from "../mrkdwn.ts";
import { section } from "./blocks.ts";
import { errorWords, type Told } from "./error-words.ts";
import type { Message } from "./message.ts";
import { nextStep } from "./next-step.ts";

/** Why something was not done, which rule it was, and what to do. */
export function refusal(error: Told): Message {
  const words = errorWords(error.kind);
  return {
    text: `${words}: ${escaped(error.message, 500)}`,
    blocks: [section([`*${words}:* ${withNames(error.message, 1_500)}`, nextStep(error.next, withNames)])],
  };
}
