import { lookingAnswer, type Message } from "../views/index.ts";
import type { Reply } from "./reply.ts";

/** Acknowledges with the answer if it is there in time, else with a line that says what is looked at; then it follows. */
export async function answerWithin(
  ackMs: number,
  reply: Reply,
  what: () => string,
  working: Promise<Message>,
): Promise<void> {
  const answer = ackMs === 0 ? undefined : await inTime(ackMs, working);
  if (answer !== undefined) return reply.now(answer);
  await reply.now(lookingAnswer(what()));
  await reply.later(await working);
}

/** What comes of it within so many milliseconds; undefined when nothing has by then. */
export async function inTime<T>(ms: number, working: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([working, late]);
  } finally {
    clearTimeout(timer);
  }
}
