import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import { atMost } from "../fit.ts";
import { code, date, escaped } from "../mrkdwn.ts";
import { section } from "./blocks.ts";
import type { Message } from "./message.ts";
import { orphansCounted } from "./orphan-words.ts";

/** To whoever keeps, snoozes or releases orphans of an application: which it was, until when, and how that ends. */
export function orphansKeptAnswer(application: string, changed: readonly OrphanRecord[]): Message {
  const name = escaped(application, 80);
  const [first] = changed;
  if (first === undefined)
    return {
      text: `↩️ ${name}: nothing to change`,
      blocks: [
        section([
          `↩️ *${name}: nothing to change.* What this message has shown is gone, has changed since, or is as you want it already.`,
          `*Next:* ${code(`/ff orphans ${application}`, 120)} shows what there is now`,
        ]),
      ],
    };
  const said = `${name}: ${orphansCounted(changed.length)} ${whatOf(first)}`;
  const emoji = first.kept === undefined ? "🔓" : first.kept.until === undefined ? "📌" : "💤";
  return {
    text: `${emoji} ${said}`,
    blocks: [
      section([
        `${emoji} *${said}*`,
        ...atMost(
          changed,
          8,
          ({ orphan }) => `• ${code(orphan.id, 40)} ${escaped(orphan.name || orphan.thing, 160)}`,
        ),
        first.kept === undefined
          ? "The owner is told anew, and then the grace begins anew."
          : `*Next:* ${code(`/ff release ${first.orphan.id}`, 80)} ends it for one, *Release* for all`,
      ]),
    ],
  };
}

const whatOf = ({ kept }: OrphanRecord): string => {
  if (kept === undefined) return "kept no longer";
  return kept.until === undefined ? "kept for good" : `kept until ${date(kept.until)}`;
};
