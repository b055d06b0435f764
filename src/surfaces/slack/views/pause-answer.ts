import type { Pause } from "#domain/pause.ts";
import { actorMention, code, date, escaped } from "../mrkdwn.ts";
import { section } from "./blocks.ts";
import type { Message } from "./message.ts";

/** An application is paused now. */
export const pauseAnswer = ({ application, until, reason, by }: Pause): Message => ({
  text: `⏸️ ${escaped(application, 80)}: paused until ${date(until)}`,
  blocks: [
    section([
      `⏸️ *${escaped(application, 80)}: paused* until ${date(until)}`,
      `No snapshot is taken of it until then, by schedule or by hand. By ${actorMention(by)}: ${escaped(reason, 300)}`,
      `*Next:* ${code(`/ff resume ${application}`, 120)} ends it sooner`,
    ]),
  ],
});

/** A pause has ended, or there was none. */
export function resumeAnswer(pause: Pause | undefined, application: string): Message {
  const name = escaped(application, 80);
  if (pause === undefined)
    return { text: `⚪ ${name}: was not paused`, blocks: [section([`⚪ *${name}: was not paused*`])] };
  return {
    text: `▶️ ${name}: no longer paused`,
    blocks: [
      section([
        `▶️ *${name}: no longer paused* (by ${actorMention(pause.by)}, until ${date(pause.until)}: ${escaped(pause.reason, 300)})`,
        `*Next:* ${code(`/ff snapshot ${application}`, 120)}, or leave it to the schedule`,
      ]),
    ],
  };
}
