import type { Log } from "#support/log.ts";
import type { Told } from "../views/error-words.ts";
import { type Message, refusal } from "../views/index.ts";
import { toTold } from "./to-told.ts";

/** So many different refusals are remembered: more than a workspace hears in a minute. */
const REMEMBERED = 200;

/**
 * Makes an error's refusal. The same words again are the same message: where many ask at once for what they may not, making
 * it anew costs about as much as the rest of the answer.
 */
export function createRefusals(log: Log): (error: unknown) => Message {
  const made = new Map<string, Message>();
  return (error) => {
    const told = toTold(error, log);
    const key = `${told.kind}\n${told.message}\n${told.next ?? ""}`;
    return made.get(key) ?? remember(made, key, told);
  };
}

function remember(made: Map<string, Message>, key: string, told: Told): Message {
  if (made.size >= REMEMBERED) made.clear();
  const message = refusal(told);
  made.set(key, message);
  return message;
}
