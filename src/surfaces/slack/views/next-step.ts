import { escaped } from "../mrkdwn.ts";
import { slackWords } from "./slack-words.ts";

/** The last line of most answers. `next` is outside text, as the domain words it; `say` makes it safe. */
export const nextStep = (
  next: string | undefined,
  say: (text: string, max: number) => string = escaped,
): string | undefined => (next === undefined ? undefined : `*Next:* ${say(slackWords(next), 500)}`);
