import type { Protected } from "#operations/index.ts";
import { actorMention, code, escaped } from "../mrkdwn.ts";
import { section } from "./blocks.ts";
import type { Message } from "./message.ts";

/** A point is protected now, or is not any more. */
export function protectAnswer({ point, application, protected: held, unmarked }: Protected): Message {
  const name = escaped(point, 120);
  if (held === undefined)
    return {
      text: `${name}: not protected any more`,
      blocks: [
        section([
          `🔓 ${code(point, 120)} is *not protected* any more: retention may take it`,
          `*Next:* ${code(`/ff points ${application} --prune`, 120)} shows whether it would`,
        ]),
      ],
    };
  const why = held.reason === undefined ? "" : `: ${escaped(held.reason, 300)}`;
  return {
    text: `🛡️ ${name}: protected`,
    blocks: [
      section([
        `🛡️ ${code(point, 120)} is *protected* by ${actorMention(held.by)}${why}`,
        "Neither retention nor a clean-up deletes it.",
        ...unmarked.map(
          (role) => `⚠️ Only in Freezeframe's store, not on the snapshot of ${escaped(role, 300)}`,
        ),
        unmarked.length === 0
          ? `*Next:* ${code(`/ff unprotect ${point}`, 200)} ends it`
          : `*Next:* ${code(`/ff protect ${point}`, 200)} tries again to mark its snapshots`,
      ]),
    ],
  };
}
