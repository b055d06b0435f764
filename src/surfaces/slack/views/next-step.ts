import { escaped } from "../mrkdwn.ts";
import { slackWords } from "./slack-words.ts";

/** The last line of most answers. `next` is outside text, as the domain words it. */
export const nextStep = (next: string | undefined): string | undefined =>
  next === undefined ? undefined : `*Next:* ${escaped(slackWords(next), 500)}`;
